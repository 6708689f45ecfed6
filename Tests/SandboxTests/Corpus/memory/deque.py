import collections
d = collections.deque()
while True:
    d.append('x' * 4096 + str(len(d)))
