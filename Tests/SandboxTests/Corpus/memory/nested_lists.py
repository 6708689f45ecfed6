x = []
while True:
    x = [x, x, bytearray(1 << 16)]
