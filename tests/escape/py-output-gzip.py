# expect: not-utf8
# Writes a compressed picture (svgz), which could hide a bomb.
import gzip

svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="4" height="9"/></svg>'
with open("output.svg", "wb") as out:
    out.write(gzip.compress(svg))
