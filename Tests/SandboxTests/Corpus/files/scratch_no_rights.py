import os
os.mkdir('/tmp/x'); open('/tmp/x/y', 'w').close(); os.chmod('/tmp/x', 0)
