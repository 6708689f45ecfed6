while True: pow(3, 10 ** 6, 10 ** 20000 + 1)
