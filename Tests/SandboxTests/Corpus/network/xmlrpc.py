try:
    import xmlrpc.client
    xmlrpc.client.ServerProxy('http://1.1.1.1').x()
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
