import sys, types
sys.modules['__main__'] = types.ModuleType('x')
