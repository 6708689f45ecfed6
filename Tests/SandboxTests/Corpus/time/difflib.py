import difflib
while True: difflib.SequenceMatcher(None, 'ab' * 2000, 'ba' * 2000).ratio()
