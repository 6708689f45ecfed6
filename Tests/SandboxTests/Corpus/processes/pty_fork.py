try:
    import pty
    if pty.fork()[0] == 0:
        import os
        os._exit(0)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
