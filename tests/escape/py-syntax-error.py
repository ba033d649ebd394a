# expect: python-syntax 4
# A plain syntax error; the verdict must say where.
x = 1
def broken(:
    pass
