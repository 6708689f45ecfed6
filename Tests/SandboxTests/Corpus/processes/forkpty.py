try:
    import os
    if os.forkpty()[0] == 0:
        os._exit(0)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
