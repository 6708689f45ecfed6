import os
if os.listdir('/tmp'): print('ESCAPED', os.listdir('/tmp'))
