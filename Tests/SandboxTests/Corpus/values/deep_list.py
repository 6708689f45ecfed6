def f(x):
    a = []
    for _ in range(10000): a = [a]
    return a
