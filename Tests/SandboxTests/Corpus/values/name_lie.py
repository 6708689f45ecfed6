def f(x):
    return type('X\nV 42\nZ', (), {})()
