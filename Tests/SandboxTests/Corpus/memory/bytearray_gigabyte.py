x = bytearray(1 << 30)
