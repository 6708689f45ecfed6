try:
    import socket
    socket.socketpair()
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
