import os
open('/tmp/x', 'w').close(); os.chmod('/tmp/x', 0o6777)
