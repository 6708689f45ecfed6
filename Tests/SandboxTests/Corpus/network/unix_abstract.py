try:
    import socket, sys
    socket.socket(socket.AF_UNIX).connect('\0' + sys.argv[3])
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
