try:
    import fcntl, os
    fcntl.flock(open(os.__file__), fcntl.LOCK_EX)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
