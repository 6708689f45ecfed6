import os
os.write(3, b'V [1, 2')
os._exit(0)
