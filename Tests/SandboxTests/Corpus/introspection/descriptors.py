import os
open_ones = []
for fd in range(4096):
    try: os.fstat(fd); open_ones.append(fd)
    except OSError: pass
print(open_ones)
if [fd for fd in open_ones if fd > 4]: print('ESCAPED')
