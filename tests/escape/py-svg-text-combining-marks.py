# expect: fuel
# Piles tens of thousands of combining marks on one letter.
body = '<text x="200" y="200" font-size="30">a' + "\u0301\u0323\u20dd" * 30_000 + "b</text>"
body += '<rect width="50" height="50" fill="teal"/>'
with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 448 448">' + body + '</svg>')
