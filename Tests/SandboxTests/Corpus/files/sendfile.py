try:
    import os
    os.sendfile(1, os.open('/usr/bin/env', os.O_RDONLY), 0, 1)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
