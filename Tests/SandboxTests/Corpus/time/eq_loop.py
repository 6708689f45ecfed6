class A:
    def __eq__(self, o):
        while True: pass
A() == 1
