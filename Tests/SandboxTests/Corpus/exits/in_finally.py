import os
try: raise ValueError('x')
finally: os._exit(0)
