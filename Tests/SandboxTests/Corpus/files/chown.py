try:
    import os, sys
    os.chown(sys.argv[1], 0, 0)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
