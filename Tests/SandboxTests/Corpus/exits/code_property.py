class E(SystemExit):
    code = property(lambda self: 0)
raise E(5)
