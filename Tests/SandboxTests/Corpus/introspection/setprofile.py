import sys, os
sys.setprofile(lambda f, e, a: None)
