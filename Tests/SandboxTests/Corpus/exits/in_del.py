import os
class A:
    def __del__(self): os._exit(0)
A()
