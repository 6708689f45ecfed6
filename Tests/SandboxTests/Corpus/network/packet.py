try:
    import socket
    socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
