import multiprocessing as m
print('ESCAPED')
