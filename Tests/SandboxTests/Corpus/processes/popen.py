try:
    import os
    if not os.popen('echo hello').read(): raise OSError('nothing')
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
