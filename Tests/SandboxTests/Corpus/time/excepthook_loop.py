import sys
sys.excepthook = lambda *a: time.sleep(60)
while True: pass
