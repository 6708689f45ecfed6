try:
    import os, sys
    fd = os.open('/', os.O_RDONLY)
    print(os.read(os.open(sys.argv[1].lstrip('/'), os.O_RDONLY, dir_fd=fd), 100))
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
