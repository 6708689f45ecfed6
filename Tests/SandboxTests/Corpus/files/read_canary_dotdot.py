try:
    import os, sys
    print(open('/tmp/../' + sys.argv[1].lstrip('/')).read())
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
