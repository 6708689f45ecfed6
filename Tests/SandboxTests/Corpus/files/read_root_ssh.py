try:
    open('/'.join(['', 'root', '.ssh', 'id_rsa']), 'rb').read(1)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
