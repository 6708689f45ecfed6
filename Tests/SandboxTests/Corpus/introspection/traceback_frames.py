import sys
try: raise ValueError
except ValueError as e:
    f = e.__traceback__.tb_frame
    while f: print(f.f_code.co_name); f = f.f_back
