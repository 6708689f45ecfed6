try:
    import fcntl, struct
    fcntl.ioctl(0, 0x5452, struct.pack('i', 1))
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
