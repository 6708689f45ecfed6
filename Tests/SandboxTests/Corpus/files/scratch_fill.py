import os
total = 0
try:
    for n in range(100):
        with open(f'/tmp/{n}', 'wb') as f:
            for _ in range(8): total += f.write(b'x' * (1 << 20))
except OSError as error:
    print(error.errno, total >> 20)
if total > 32 << 20: print('ESCAPED')
