import sys
f = sys._getframe()
while f.f_back: f = f.f_back
f.f_globals.get('FILTERS', {}).clear(); f.f_globals['child'] = None
