try:
    open('/'.join(['', 'root', '.bash_history']), 'rb').read(1)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
