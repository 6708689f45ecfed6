import os
os.write(3, b'Z\n')
os._exit(3)
