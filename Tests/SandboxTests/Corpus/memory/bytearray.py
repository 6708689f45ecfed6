bytearray(1 << 50)
