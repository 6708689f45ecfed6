try:
    import os
    os.mkdir('/tmp/x')
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
