try:
    import os, sys
    os.chmod(sys.argv[1], 0o777)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
