try:
    import os
    os.kill(os.getppid(), 9)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
