try:
    import os
    if os.system('echo hello') != 0: raise OSError('no shell')
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
