# expect: fuel
# Turns a number of millions of digits into text, which takes quadratic time.
import sys

if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)
text = str(7 ** 9_000_000)
while True:
    text = str(int(text) + 1)
