# expect: memory
# Shifts an integer up to gigabytes.
x = 1
while True:
    x <<= 800_000_000
