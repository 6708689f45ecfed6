import signal
signal.setitimer(signal.ITIMER_PROF, 0.01)
while True: pass
