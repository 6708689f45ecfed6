def f(x):
    x.append(42) if isinstance(x, list) else None
    return x
