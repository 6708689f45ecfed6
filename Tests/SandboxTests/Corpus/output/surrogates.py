print('\ud800' * 10)
