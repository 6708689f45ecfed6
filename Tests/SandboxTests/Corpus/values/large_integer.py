def f(x):
    return 10 ** 100000
