import signal
signal.signal(signal.SIGALRM, lambda *a: signal.alarm(1))
signal.alarm(1)
while True: signal.pause()
