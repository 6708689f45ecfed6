try:
    import os, sys
    os.symlink(sys.argv[1], '/tmp/link'); print(open('/tmp/link').read())
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
