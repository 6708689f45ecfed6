try:
    import os
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            while True: pass
        os._exit(0)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
