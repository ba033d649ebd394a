# expect: fuel
# Prints a hundred megabytes in a single write.
print('x' * 100_000_000)
