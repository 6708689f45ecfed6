try:
    open('x', 'w').write('x')
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
