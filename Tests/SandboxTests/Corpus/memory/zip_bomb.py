import zlib
data = zlib.compress(b'0' * (1 << 24))
kept = []
while True:
    kept.append(zlib.decompress(data))
