import os, atexit
atexit.register(os.write, 3, b'V 42\nZ\n')
raise ValueError('x')
