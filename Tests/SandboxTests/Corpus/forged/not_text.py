import os
os.write(3, bytes(range(256)) + b'\nZ\n')
os._exit(0)
