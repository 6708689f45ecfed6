def f(x):
    return memoryview(b'abc')
