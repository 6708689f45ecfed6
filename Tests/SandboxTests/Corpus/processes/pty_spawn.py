try:
    import pty
    if pty.spawn(['/usr/bin/env']) != 0: raise OSError('no')
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
