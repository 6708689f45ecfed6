try:
    import urllib.request
    urllib.request.urlopen('http://example.org', timeout=1)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
