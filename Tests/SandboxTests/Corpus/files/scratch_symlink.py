import os, sys
os.symlink(sys.argv[1], '/tmp/link')
try: print(open('/tmp/link').read(), 'ESCAPED')
except OSError as error: print(error)
