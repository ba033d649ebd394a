# expect: not-utf8
# Writes a PNG file under the name output.svg.
with open("output.svg", "wb") as out:
    out.write(bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"))
