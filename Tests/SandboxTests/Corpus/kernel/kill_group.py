try:
    import os
    os.killpg(0, 9)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
