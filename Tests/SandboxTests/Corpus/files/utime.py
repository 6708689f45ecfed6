try:
    import os
    os.utime(os.__file__, (0, 0))
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
