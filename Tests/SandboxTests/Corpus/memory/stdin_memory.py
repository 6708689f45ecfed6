import os
try:
    while True:
        os.write(0, b'x' * (1 << 20))
except OSError as error:
    print(error.errno)
