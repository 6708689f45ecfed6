try:
    import os, sys
    fd = os.open(sys.argv[1], os.O_PATH)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
