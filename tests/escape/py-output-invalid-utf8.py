# expect: not-utf8
# Writes bytes that are not UTF-8.
with open("output.svg", "wb") as out:
    out.write(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>\xff\xfe\xc3\x28</text></svg>')
