try:
    import fcntl, os
    fcntl.fcntl(os.open(os.__file__, os.O_RDONLY), 1024, 1)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
