import inspect
for f in inspect.stack(): print(f.function, list(f.frame.f_locals)[:10])
