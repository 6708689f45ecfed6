import signal, time
def h(*a): raise ValueError('alarm')
signal.signal(signal.SIGALRM, h)
signal.setitimer(signal.ITIMER_REAL, 0.01)
time.sleep(3)
