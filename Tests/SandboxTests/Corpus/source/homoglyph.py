рrint = len
print(рrint('ab'))
