import builtins
for n in ('len', 'isinstance', 'type', 'map', 'sorted', 'ascii', 'repr', 'str', 'list'): setattr(builtins, n, lambda *a, **k: 42)
