import os
os.symlink('/usr', '/tmp/usr'); os.symlink('/', '/tmp/root')
