# expect: fuel
# Exhausts a product of a million million million tuples inside native code.
import itertools

digits = range(1000)
print(sum(1 for _ in itertools.product(digits, repeat=6)))
