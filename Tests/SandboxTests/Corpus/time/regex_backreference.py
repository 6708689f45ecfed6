import re
re.match(r'(?:(a*)*)\1b', 'a' * 40)
