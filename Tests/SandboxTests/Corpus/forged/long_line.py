import os
os.write(3, b'V ' + b'[' * (1 << 19) + b'\n')
