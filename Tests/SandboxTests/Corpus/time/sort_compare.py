import functools
def c(a, b):
    while True: pass
sorted([2, 1], key=functools.cmp_to_key(c))
