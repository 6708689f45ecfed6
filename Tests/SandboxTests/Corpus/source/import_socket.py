import socket
print('ESCAPED')
