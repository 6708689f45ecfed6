import os, time
while True: os.write(1, b'x'); time.sleep(0.001)
