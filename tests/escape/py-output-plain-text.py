# expect: not-well-formed
# Writes prose where a picture is due.
with open('output.svg', 'w') as out:
    out.write('Here is the picture you asked for.')
