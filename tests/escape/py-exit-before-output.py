# expect: no-output
# Ends politely before it has drawn.
import sys

sys.exit(0)
