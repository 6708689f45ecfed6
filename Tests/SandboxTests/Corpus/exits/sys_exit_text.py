import sys
sys.exit('PASS')
