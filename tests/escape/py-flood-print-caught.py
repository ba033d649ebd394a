# expect: output-flood
# Prints without end and swallows whatever the host raises.
for _ in range(10_000):
    try:
        print("flood " * 1000, flush=True)
    except BaseException:
        pass
with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
