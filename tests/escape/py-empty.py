# expect: no-output
# Does nothing at all.

