import os, subprocess
open('/tmp/x', 'w').write('#!/bin/sh\necho ESCAPED\n'); os.chmod('/tmp/x', 0o755)
try: subprocess.run(['/tmp/x'])
except OSError as error: print(error)
