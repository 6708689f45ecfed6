import threading
def go():
    while True: pass
ts = [threading.Thread(target=go) for _ in range(4)]
[t.start() for t in ts]
[t.join() for t in ts]
