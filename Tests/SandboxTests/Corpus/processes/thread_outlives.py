import threading, time
def go():
    while True:
        print('on'); time.sleep(0.01)
threading.Thread(target=go, daemon=True).start()
