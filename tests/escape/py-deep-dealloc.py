# expect: fuel
# Drops a list that is a million lists deep, all destructors at once.
deep = []
for _ in range(1_000_000):
    deep = [deep]
del deep
with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
