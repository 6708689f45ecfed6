def f(x):
    yield 42
