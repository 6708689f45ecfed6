try:
    import socket
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('1.1.1.1', 53))
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
