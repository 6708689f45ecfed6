import io
b = io.BytesIO()
while True:
    b.write(b'x' * (1 << 20))
