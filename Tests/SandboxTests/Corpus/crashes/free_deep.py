x = None
for _ in range(10 ** 6): x = (x,)
del x
