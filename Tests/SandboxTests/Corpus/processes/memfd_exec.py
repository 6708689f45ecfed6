try:
    import os
    fd = os.memfd_create('x')
    os.write(fd, b'#!/usr/bin/env\n')
    os.execve(fd, ['x'], {})
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
