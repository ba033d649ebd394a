# expect: python-error UnicodeEncodeError
# Writes a character that no encoding has.
with open('output.svg', 'w') as out:
    out.write('\ud800')
