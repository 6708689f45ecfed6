try:
    import multiprocessing
    one = multiprocessing.get_context('spawn').Process(target=print)
    one.start()
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
