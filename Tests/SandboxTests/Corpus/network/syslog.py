try:
    import syslog, socket
    socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b'x', '/dev/log')
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
