import faulthandler, sys
faulthandler.enable()
while True: faulthandler.dump_traceback()
