class E(Exception):
    def __reduce__(self): raise ValueError('no')
raise E('x')
