import gc
gc.disable()
gc.callbacks.append(lambda *a: 1 / 0)
