try:
    import smtplib
    smtplib.SMTP('1.1.1.1', 25, timeout=1)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
