import signal
signal.setitimer(signal.ITIMER_VIRTUAL, 0.01)
while True: pass
