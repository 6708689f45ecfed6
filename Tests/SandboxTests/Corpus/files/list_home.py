try:
    import os
    print(os.listdir('/home') + os.listdir('/root'))
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
