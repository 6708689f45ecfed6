try:
    import socket
    socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
