import re
re.match(r'(.*)*x', 'a' * 40)
