def f(x):
    import os
    return os
