try:
    import http.client
    http.client.HTTPConnection('1.1.1.1', timeout=1).request('GET', '/')
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
