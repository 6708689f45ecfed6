import sys
print(sys.orig_argv[:4], sys.flags)
