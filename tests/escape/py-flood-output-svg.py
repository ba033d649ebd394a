# expect: output-flood
# Writes an output.svg of tens of megabytes.
with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">')
    for _ in range(40):
        out.write("<desc>" + "x" * 1_000_000 + "</desc>")
    out.write('<rect width="30" height="40" fill="teal"/></svg>')
