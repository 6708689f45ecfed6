import array
array.array('q', [0]) * (1 << 34)
