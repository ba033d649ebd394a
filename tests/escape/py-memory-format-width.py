# expect: memory
# Pads a number to a thousand million places.
print(f'{1:>1000000000}')
