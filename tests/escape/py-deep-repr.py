# expect: fuel
# Prints a list that is a million lists deep.
deep = []
for _ in range(1_000_000):
    deep = [deep]
print(repr(deep))
