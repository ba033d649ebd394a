# expect: fuel
# Shifts a big block by one byte for ever, and compares it with itself.
block = b"y" * (48 << 20)
while True:
    moved = block[1:] + block[:1]
    if moved != block:
        raise RuntimeError("all bytes are alike, so this cannot be")
