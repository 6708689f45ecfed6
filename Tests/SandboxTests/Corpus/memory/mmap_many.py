import mmap
kept = []
while True:
    m = mmap.mmap(-1, 1 << 24)
    m[::4096] = b'x' * (1 << 12)
    kept.append(m)
