from socket import socket
print('ESCAPED')
