try:
    open('/var/run/secrets/kubernetes.io/serviceaccount/token', 'rb').read(1)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
