import ctypes
ctypes.memset(1 << 40, 0, 1)
