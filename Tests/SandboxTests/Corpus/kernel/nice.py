try:
    import os
    os.nice(-10)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
