# expect: python-error RecursionError
# Calls itself without end.
def down(n):
    return down(n + 1)


down(0)
