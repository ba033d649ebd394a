# expect: fuel
# Builds class trees whose method resolution order grows without bound.
kinds = [type("K0", (), {})]
for i in range(1, 100_000):
    kinds.append(type(f"K{i}", (kinds[-1],), {}))
