def f():
    import pickle
f()
print('ESCAPED')
