import re
re.compile('(' * 10 ** 4 + ')' * 10 ** 4)
