try:
    import os, sys
    os.kill(int(sys.argv[4]), 9)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
