(lambda: 0).__code__.replace(co_code=bytes([100, 255] * 50))
f = lambda: 0
f.__code__ = f.__code__.replace(co_code=bytes([0x64, 0xff] * 8), co_stacksize=0)
f()
