import sys
seen = []
def t(frame, event, arg):
    seen.append(frame.f_code.co_name)
    return t
sys.settrace(t)
frame = sys._getframe()
while frame: frame.f_trace = t; frame = frame.f_back
