try:
    import os
    while True:
        os.fork()
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
