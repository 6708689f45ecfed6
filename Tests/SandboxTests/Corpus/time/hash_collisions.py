class K:
    def __hash__(self): return 1
d = {}
while True: d[K()] = 1
