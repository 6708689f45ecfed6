import __main__
print(__main__.__dict__.keys())
