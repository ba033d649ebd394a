# expect: fuel
# Sums a range of a million million numbers in one native call.
total = sum(range(10**12))
print(total)
