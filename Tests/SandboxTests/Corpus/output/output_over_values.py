import os
os.dup2(1, 3)
print('Z')
