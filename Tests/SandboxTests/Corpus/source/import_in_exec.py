exec('import shutil')
print('ESCAPED')
