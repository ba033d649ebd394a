# expect: fuel
# Fills big blocks by repetition, each one call of a bulk operation.
while True:
    a = b"x" * 50_000_000
    b = bytearray(50_000_000)
    del a, b
