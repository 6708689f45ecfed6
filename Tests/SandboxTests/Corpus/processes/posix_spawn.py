try:
    import os
    os.posix_spawn('/usr/bin/env', ['env'], {})
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
