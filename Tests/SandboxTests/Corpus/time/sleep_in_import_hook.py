import sys, time
class F:
    def find_spec(self, *a): time.sleep(60)
sys.meta_path.insert(0, F())
import nothing_of_this_name
