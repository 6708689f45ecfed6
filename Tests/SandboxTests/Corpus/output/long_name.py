raise type('E' * (4 << 20), (Exception,), {})()
