raise ValueError('x' * (32 << 20))
