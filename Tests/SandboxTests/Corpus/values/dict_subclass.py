def f(x):
    class A(dict):
        def items(self): return [(1, 42)]
    return A({1: 1})
