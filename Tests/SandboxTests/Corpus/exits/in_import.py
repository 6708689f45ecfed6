import sys, os
class F:
    def find_spec(self, *a): os._exit(0)
sys.meta_path.insert(0, F())
import nothing_of_this_name
