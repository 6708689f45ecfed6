def f(x):
    class A(list):
        def __iter__(self): return iter([42])
    return A([1])
