open('/tmp/own.py', 'w').write('x = 1')
import sys
sys.path.insert(0, '/tmp')
import own
print(own.x)
