try:
    import fcntl, os
    fcntl.fcntl(os.open('/tmp', os.O_RDONLY), 1026, 2)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
