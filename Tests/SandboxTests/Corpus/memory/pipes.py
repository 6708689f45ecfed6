import os
kept = []
try:
    while True:
        r, w = os.pipe()
        os.set_blocking(w, False)
        kept.append((r, w))
        try:
            while True: os.write(w, b'x' * 65536)
        except BlockingIOError: pass
except OSError as error:
    print(len(kept))
if len(kept) > 64: print('ESCAPED')
