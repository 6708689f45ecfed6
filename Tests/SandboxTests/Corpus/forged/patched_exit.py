import os
os._exit = lambda code: None
raise ValueError('x')
