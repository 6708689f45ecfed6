import sys
print(sorted(sys.modules)[:20])
