try:
    import webbrowser
    if not webbrowser.open('http://example.org'): raise OSError('none')
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
