import threading, time
ts = [threading.Thread(target=time.sleep, args=(60,)) for _ in range(8)]
[t.start() for t in ts]
[t.join() for t in ts]
