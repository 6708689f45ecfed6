def f(x):
    class M(type):
        __name__ = 5
    class A(metaclass=M): pass
    return A()
