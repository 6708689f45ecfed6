try:
    import concurrent.futures
    print(list(concurrent.futures.ProcessPoolExecutor(2).map(abs, [1])))
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
