try:
    import zipfile
    zipfile.ZipFile('/tmp/x.zip', 'w').writestr('a', 'b')
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
