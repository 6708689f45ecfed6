s = set()
while True:
    s.add('x' * 1000 + str(len(s)))
