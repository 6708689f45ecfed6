import os
os.symlink('/tmp/a', '/tmp/b'); os.symlink('/tmp/b', '/tmp/a')
try: open('/tmp/a')
except OSError as error: print(error)
