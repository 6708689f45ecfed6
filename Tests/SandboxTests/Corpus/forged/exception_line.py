import os
os.write(3, b'E! ["MemoryError", ""]\n')
os._exit(1)
