# expect: fuel
# Makes the regular expression engine backtrack exponentially inside native code.
import re

print(re.match(r"^(a+)+$", "a" * 60 + "!"))
print(re.match(r"^((a|aa|a?)+)*b$", "a" * 80))
