try:
    import os, sys
    os.rename(sys.argv[1], sys.argv[1] + '.x')
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
