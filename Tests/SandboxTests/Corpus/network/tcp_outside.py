try:
    import socket
    socket.create_connection(('1.1.1.1', 53), 1)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
