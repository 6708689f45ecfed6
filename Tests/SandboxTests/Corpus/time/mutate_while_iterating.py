x = [1]
for i in x: x[0:0] = []; x.append(1) if len(x) < 1000 else x.__delitem__(-1) or x.append(1)
