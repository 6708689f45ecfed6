import collections, itertools
collections.Counter('x' * 2000 + str(n) for n in itertools.count())
