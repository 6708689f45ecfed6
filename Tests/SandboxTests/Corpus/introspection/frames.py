import sys
frame = sys._getframe()
while frame:
    for value in list(frame.f_locals.values()) + list(frame.f_globals.values()):
        if type(value) in (str, bytes, bytearray) and b'CANARY' in (value.encode('utf-8', 'replace') if type(value) is str else bytes(value)) and b'frames of a canary' not in bytes(str(value), 'utf-8', 'replace'): print('found', repr(value)[:200])
    frame = frame.f_back
