try:
    import os
    os.listdir('/proc')
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
