# expect: fuel
# Lifts the recursion limit to a thousand million and calls itself without end.
import sys

sys.setrecursionlimit(10**9)


def down(n):
    return down(n + 1)


down(0)
