def f(x):
    class A:
        def __repr__(self): raise ValueError('no')
    return A()
