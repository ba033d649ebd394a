# expect: fuel
# Loops for ever.
while True:
    pass
