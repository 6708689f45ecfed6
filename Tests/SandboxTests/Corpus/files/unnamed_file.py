try:
    import os
    os.open('/tmp', os.O_TMPFILE | os.O_RDWR)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
