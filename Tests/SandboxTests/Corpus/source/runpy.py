import runpy
runpy.run_module('this')
