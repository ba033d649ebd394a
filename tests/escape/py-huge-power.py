# expect: fuel
# Raises integers to towering powers in one native operation.
x = 9 ** 9 ** 8
while True:
    x = x * x + 1
