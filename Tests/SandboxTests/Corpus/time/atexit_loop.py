import atexit
def go():
    while True: pass
atexit.register(go)
