# expect: output-flood
# Writes to standard error without end.
import sys

while True:
    sys.stderr.write('flood ' * 1000)
