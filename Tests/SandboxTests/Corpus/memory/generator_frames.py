kept = []
def g():
    x = bytearray(1 << 16)
    yield x
while True:
    one = g(); next(one); kept.append(one)
