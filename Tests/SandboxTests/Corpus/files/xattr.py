try:
    import os
    os.setxattr(os.__file__, 'user.x', b'1')
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
