def f(x): return x
while True: pass
