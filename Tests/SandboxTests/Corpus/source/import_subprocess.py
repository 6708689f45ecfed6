import subprocess
print('ESCAPED')
