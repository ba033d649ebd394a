# expect: not-utf8
# Writes a compressed picture that grows a thousandfold.
import gzip

head = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="4" height="9"/><desc>'
with open("output.svg", "wb") as out:
    out.write(gzip.compress(head + b"x" * 8_000_000 + b"</desc></svg>"))
