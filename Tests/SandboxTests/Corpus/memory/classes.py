kept = []
while True:
    kept.append(type('C' * 1000, (), {'x': bytearray(1 << 16)}))
