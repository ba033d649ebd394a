# expect: fuel
# Unrolls a huge range into a tuple.
numbers = tuple(range(100_000_000))
print(len(numbers))
