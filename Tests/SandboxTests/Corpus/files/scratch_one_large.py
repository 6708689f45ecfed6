with open('/tmp/x', 'wb') as f:
    while True: f.write(b'x' * (1 << 20))
