try:
    import mmap, os
    fd = os.open(os.__file__, os.O_RDWR)
    mmap.mmap(fd, 10)[0] = 1
    print('ESCAPED')
except Exception as error:
    print('refused', type(error).__name__)
