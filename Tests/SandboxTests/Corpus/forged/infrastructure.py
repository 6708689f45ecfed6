import os
os.write(3, b'I ["OSError", "worker"]\n')
os._exit(70)
