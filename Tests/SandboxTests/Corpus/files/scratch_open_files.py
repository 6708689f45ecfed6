kept = []
try:
    while True: kept.append(open(f'/tmp/{len(kept)}', 'w'))
except OSError as error: print(len(kept))
if len(kept) > 100: print('ESCAPED')
