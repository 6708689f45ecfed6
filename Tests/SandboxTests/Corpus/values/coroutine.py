def f(x):
    async def g(): return 42
    return g()
