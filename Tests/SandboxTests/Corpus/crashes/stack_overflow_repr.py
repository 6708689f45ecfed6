import sys
sys.setrecursionlimit(10 ** 8)
x = []
for _ in range(10 ** 6): x = [x]
repr(x)
