import ctypes
print('ESCAPED')
