try:
    import shelve
    shelve.open('/tmp/x')
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
