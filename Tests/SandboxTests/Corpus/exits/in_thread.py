import threading, os
t = threading.Thread(target=lambda: os._exit(0))
t.start(); t.join()
