try:
    import fcntl, os
    r, w = os.pipe()
    fcntl.fcntl(r, 8, os.getppid())
    fcntl.fcntl(r, 10, 9)
    fcntl.fcntl(r, fcntl.F_SETFL, fcntl.fcntl(r, fcntl.F_GETFL) | os.O_ASYNC)
    os.write(w, b'x')
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
