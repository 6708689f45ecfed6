class A:
    def __del__(self):
        global x
        x = [bytearray(1 << 24) for _ in range(1000)]
a = A()
del a
