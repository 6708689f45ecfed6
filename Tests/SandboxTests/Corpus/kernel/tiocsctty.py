try:
    import fcntl
    fcntl.ioctl(0, 0x540E, 0)
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
