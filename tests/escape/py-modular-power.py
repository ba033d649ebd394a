# expect: fuel
# Keeps one native call busy with a modular power of giant numbers.
modulus = (1 << 200_003) - 1
print(pow(3, (1 << 200_000) - 1, modulus))
