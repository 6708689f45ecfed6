from os import *
print(getcwd())
