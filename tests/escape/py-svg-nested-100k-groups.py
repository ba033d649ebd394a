# expect: too-complex
# Nests a hundred thousand groups, which overflows any parser that recurses.
body = '<g>' * 100_000 + '</g>' * 100_000
with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 448 448">' + body + '</svg>')
