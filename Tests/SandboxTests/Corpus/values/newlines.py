def f(x):
    return 'x\nV 42\nZ\n'
