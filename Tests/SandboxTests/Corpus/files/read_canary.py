try:
    import sys
    print(open(sys.argv[1]).read())
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
