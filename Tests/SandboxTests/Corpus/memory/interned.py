import sys
kept = []
while True:
    kept.append(sys.intern('x' * 4096 + str(len(kept))))
