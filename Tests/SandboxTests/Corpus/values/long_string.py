def f(x):
    return 'x' * (8 << 20)
