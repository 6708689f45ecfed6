import os
os.write(3, b'B\nB\nI x\n')
os._exit(70)
