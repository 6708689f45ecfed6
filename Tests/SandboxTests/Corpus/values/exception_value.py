def f(x):
    return ValueError('x')
