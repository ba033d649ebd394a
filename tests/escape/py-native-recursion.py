# expect: stack
# Recurses through native code only: __getattr__, map, sorted keys, __eq__ and __repr__ of itself.
import sys

sys.setrecursionlimit(10**9)


class Mirror:
    def __eq__(self, other):
        return [self] == [Mirror()]

    def __getattr__(self, name):
        return sorted([1, 2], key=lambda _: getattr(self, name + "x"))

    def __hash__(self):
        return hash((self,))


for attack in (lambda: Mirror() == 1, lambda: Mirror().name, lambda: hash(Mirror())):
    try:
        attack()
    except RecursionError:
        pass
raise RecursionError("each was stopped by the limit")
