import hashlib, threading
def go():
    while True: hashlib.sha256(b'x' * (1 << 20)).digest()
ts = [threading.Thread(target=go) for _ in range(4)]
[t.start() for t in ts]
[t.join() for t in ts]
