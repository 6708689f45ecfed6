try:
    import fcntl
    fcntl.ioctl(0, 0x5412, b'x')
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
