try:
    import os
    open(os.__file__, 'a').write('x')
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
