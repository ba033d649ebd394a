# expect: too-complex
# Nests twenty thousand groups.
body = '<g>' * 20_000 + '<rect width="9" height="9"/>' + '</g>' * 20_000
with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 448 448">' + body + '</svg>')
