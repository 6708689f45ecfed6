import concurrent.futures
print('ESCAPED')
