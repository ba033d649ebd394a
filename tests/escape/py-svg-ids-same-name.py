# expect: fuel
# Gives fifty thousand elements the same id and refers to it ten thousand times.
body = '<path id="x" d="M0 0h9v9z"/>' * 40_000 + '<rect width="9" height="9" fill="url(#x)" filter="url(#y)"/>' * 10_000
body += '<rect x="99" width="50" height="50" fill="teal"/>'
with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 448 448">' + body + '</svg>')
