try:
    import os, sys
    os.unlink(sys.argv[1])
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
