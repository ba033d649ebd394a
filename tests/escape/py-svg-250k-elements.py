# expect: too-complex
# Draws a quarter of a million shapes.
body = '<rect width="9" height="9"/>' * 250_000
with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 448 448">' + body + '</svg>')
