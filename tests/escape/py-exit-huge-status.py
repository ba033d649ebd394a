# expect: no-output
# Ends with exit statuses that fit no integer.
import sys

sys.exit(10**100)
