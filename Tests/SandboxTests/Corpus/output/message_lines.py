raise ValueError('\nZ\nV 1\n')
