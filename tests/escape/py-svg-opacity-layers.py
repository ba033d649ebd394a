# expect: too-complex
# Nests nine hundred translucent groups, each of which wants a layer of its own.
body = '<g opacity="0.999">' * 900 + '<rect width="448" height="448" fill="red"/><circle r="99"/>' + "</g>" * 900
with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 448 448">' + body + '</svg>')
