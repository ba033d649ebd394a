# expect: fuel
# Fills memory with lists.
hoard = []
while True:
    hoard.append([None] * 5_000_000)
