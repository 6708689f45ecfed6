try:
    import tempfile
    tempfile.TemporaryFile()
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
