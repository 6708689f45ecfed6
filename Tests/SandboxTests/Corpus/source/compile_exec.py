exec(compile("exec(compile('print(1)', 'x', 'exec'))", 'x', 'exec'))
