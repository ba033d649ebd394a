# expect: memory
# Catches MemoryError over and over and asks again.
hoard = []
while True:
    try:
        while True:
            hoard.append(bytes(20_000_000))
    except MemoryError:
        continue
