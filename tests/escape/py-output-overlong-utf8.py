# expect: not-utf8
# Writes overlong and surrogate forms of UTF-8, which once slipped markup past filters.
with open("output.svg", "wb") as out:
    out.write(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">\xc0\xbcscript\xc0\xbe\xed\xa0\x80</svg>')
