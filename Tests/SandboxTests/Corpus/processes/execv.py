try:
    import os
    os.execv('/usr/bin/env', ['env'])
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
