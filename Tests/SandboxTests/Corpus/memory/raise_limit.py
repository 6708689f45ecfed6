try:
    import ctypes, os
    libc = ctypes.CDLL(None, use_errno=True)

    result = __import__('resource').setrlimit(9, (-1, -1)) or 0
    if result in (-1, None): raise OSError(ctypes.get_errno(), 'refused')
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
