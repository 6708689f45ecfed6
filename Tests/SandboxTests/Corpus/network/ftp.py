try:
    import ftplib
    ftplib.FTP('1.1.1.1', timeout=1)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
