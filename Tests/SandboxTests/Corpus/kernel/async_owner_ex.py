try:
    import fcntl, os, struct
    r, w = os.pipe()
    fcntl.fcntl(r, 15, struct.pack('ii', 1, os.getppid()))
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
