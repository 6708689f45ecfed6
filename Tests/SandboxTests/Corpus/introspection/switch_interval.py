import sys
sys.setswitchinterval(1000)
