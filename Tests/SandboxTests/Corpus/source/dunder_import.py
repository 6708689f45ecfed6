__import__('socket')
print('ESCAPED')
