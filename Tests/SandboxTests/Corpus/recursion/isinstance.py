x = int
for _ in range(10 ** 5): x = (x,)
isinstance('', x)
