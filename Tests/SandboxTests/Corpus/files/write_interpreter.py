try:
    open('/usr/bin/python3', 'r+b').write(b'x')
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
