try:
    import shutil
    shutil.rmtree('/usr/lib')
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
