try:
    import socket
    socket.create_server(('0.0.0.0', 0))
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
