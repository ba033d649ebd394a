# expect: fuel
# Builds a dictionary of a hundred million keys.
table = dict.fromkeys(range(100_000_000))
print(len(table))
