def f(x):
    a = {}
    a[1] = a
    return a
