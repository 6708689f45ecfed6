try:
    import os
    os.makedirs(os.path.dirname(os.__file__) + '/__pycache__', exist_ok=False)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
