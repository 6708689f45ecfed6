import sys
sys.setrecursionlimit(10 ** 8)
def f(x): return sorted([1], key=f)
f(1)
