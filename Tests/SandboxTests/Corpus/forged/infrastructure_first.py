import os
os.lseek
os.write(3, b'I x\n')
os._exit(70)
