import os
os.close(3)
print('PASS')
