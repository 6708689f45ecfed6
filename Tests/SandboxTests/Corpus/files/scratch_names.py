import os
for n in (b'\xff', b'a\nb', b' ', b'-rf'): os.close(os.open(b'/tmp/' + n, os.O_CREAT | os.O_WRONLY))
