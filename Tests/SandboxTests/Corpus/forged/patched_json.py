import json
json.dumps = lambda *a, **k: '["V", "42"]'
raise ValueError('x')
