import ctypes
x = [1]
ctypes.c_long.from_address(id(x)).value = 0
del x
[1]
