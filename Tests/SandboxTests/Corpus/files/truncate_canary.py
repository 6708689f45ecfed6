try:
    import os, sys
    os.truncate(sys.argv[1], 0)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
