# expect: stack
# Feeds isinstance and except clauses with tuples nested very deep.
kinds = int
for _ in range(100_000):
    kinds = (kinds,)
try:
    isinstance("text", kinds)
except RecursionError:
    pass
with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
