import ctypes, mmap
page = mmap.mmap(-1, 4096, prot=7)
page.write(bytes([0x31, 0xC9, 0xF7, 0xF1]))
ctypes.CFUNCTYPE(None)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
