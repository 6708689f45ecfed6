try:
    import os
    if not any('CANARY' in name for name in os.environ): raise KeyError('none')
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
