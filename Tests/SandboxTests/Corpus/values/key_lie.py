def f(x):
    class A(str):
        def __eq__(self, o): return True
        def __hash__(self): return hash('a')
    return {A('b'): 1}
