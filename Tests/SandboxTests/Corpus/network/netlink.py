try:
    import socket
    socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
