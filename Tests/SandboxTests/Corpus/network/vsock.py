try:
    import socket
    socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM).connect((2, 1024))
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
