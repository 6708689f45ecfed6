try:
    import socket, sys
    socket.create_connection(('127.0.0.1', int(sys.argv[2])), 1)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
