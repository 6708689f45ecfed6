try:
    import os
    os.unlink(os.__file__)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
