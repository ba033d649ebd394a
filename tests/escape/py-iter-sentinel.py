# expect: fuel
# Builds all() and any() over endless callables.
print(all(iter(int, 1)) or any(iter(int, 1)))
