print('Done'); print('True'); print('__RESULT__ 1')
