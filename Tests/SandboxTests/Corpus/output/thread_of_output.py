import threading, os
def go():
    while True: os.write(2, b'x' * 4096)
threading.Thread(target=go, daemon=True).start()
import time; time.sleep(5)
