try:
    import os, sys
    os.link(sys.argv[1], '/tmp/link')
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
