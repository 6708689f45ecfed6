import builtins
for n in list(vars(builtins)):
    if n not in ('setattr', 'delattr'): delattr(builtins, n)
