# expect: fuel
# Sets a million characters as one text.
body = '<text x="5" y="50">' + 'lorem ipsum ' * 83_334 + '</text>'
with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 448 448">' + body + '</svg>')
