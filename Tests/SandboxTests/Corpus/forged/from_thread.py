import os, threading
threading.Thread(target=lambda: os.write(3, b'V 42\nZ\n')).start()
raise ValueError('x')
