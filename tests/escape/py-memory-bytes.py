# expect: memory
# Hoards zeroed byte arrays, which cost no instruction per byte.
hoard = []
while True:
    hoard.append(bytearray(10_000_000))
