# expect: fuel
# Sorts with a comparison that never settles, again and again.
import functools


def contrary(a, b):
    contrary.turn = -contrary.turn
    return contrary.turn


contrary.turn = 1
data = list(range(20_000))
while True:
    data = sorted(data, key=functools.cmp_to_key(contrary))
