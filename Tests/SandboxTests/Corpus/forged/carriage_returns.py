import os
os.write(3, b'V 1\r\nZ\r\n')
os._exit(0)
