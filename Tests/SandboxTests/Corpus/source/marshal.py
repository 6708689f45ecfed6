import marshal
exec(marshal.loads(marshal.dumps(compile('print(1)', 'x', 'exec'))))
