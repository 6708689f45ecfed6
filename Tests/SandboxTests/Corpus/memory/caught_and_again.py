x = []
while True:
    try:
        x.append(bytearray(1 << 24))
    except MemoryError:
        pass
