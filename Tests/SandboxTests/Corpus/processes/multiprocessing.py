try:
    import multiprocessing
    one = multiprocessing.get_context('fork').Process(target=print)
    one.start()
    one.join()
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
