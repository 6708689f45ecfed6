import math
while True: math.factorial(200000)
