try:
    import sys
    open(sys.argv[1], 'a').write('changed')
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
