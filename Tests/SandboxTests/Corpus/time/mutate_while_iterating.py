import collections
x = collections.deque([1])
while x:
    x.append(x.popleft())
