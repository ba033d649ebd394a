# expect: memory
# Hides the work in constants, so that the compiler itself would do it.
x = 2 ** 4_000_000_000
y = (2 ** 400_000_000) ** 9
z = "a" * 2_000_000_000
