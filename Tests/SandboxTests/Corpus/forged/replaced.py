import os
r, w = os.pipe()
os.dup2(w, 3)
print('PASS')
