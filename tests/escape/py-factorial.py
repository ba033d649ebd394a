# expect: fuel
# Asks the math module for huge factorials and binomials, native code all the way.
import math

for n in range(10**6, 10**9, 10**6):
    math.factorial(n)
    math.comb(2 * n, n)
