try:
    open('/proc/2/mem', 'rb').read(1)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
