try:
    import http.server
    http.server.HTTPServer(('', 0), http.server.BaseHTTPRequestHandler)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
