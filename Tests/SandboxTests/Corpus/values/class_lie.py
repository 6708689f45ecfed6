def f(x):
    class A:
        __class__ = int
    return A()
