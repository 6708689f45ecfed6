import sys, threading
sys.setrecursionlimit(10 ** 6)
threading.stack_size(64 << 20)
def f(n): return n and f(n - 1)
t = threading.Thread(target=f, args=(10 ** 5,))
t.start(); t.join()
