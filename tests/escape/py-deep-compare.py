# expect: stack
# Compares, copies and hashes structures that are very deep.
import copy


def tower(height):
    deep = ()
    for _ in range(height):
        deep = (deep,)
    return deep


one, two = tower(300_000), tower(300_000)
print(one == two, hash(one), copy.deepcopy(one) is one)
