try:
    import socket
    socket.getaddrinfo('example.org', 80)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
