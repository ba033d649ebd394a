# expect: not-well-formed
# Writes an empty output.svg.
open('output.svg', 'w').close()
