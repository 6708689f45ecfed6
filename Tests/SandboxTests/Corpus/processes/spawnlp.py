try:
    import os
    if os.spawnlp(os.P_WAIT, 'env', 'env') != 0: raise OSError('no')
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
