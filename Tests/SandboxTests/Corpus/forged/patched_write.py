import os
os.write = lambda fd, data: len(data)
raise ValueError('x')
