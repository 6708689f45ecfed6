f = open('/tmp/x', 'wb')
f.truncate(1 << 40)
print('ESCAPED')
