# expect: fuel
# Gives one element a hundred thousand attributes, checked pairwise for doubles.
many = " ".join(f'a{i}="1"' for i in range(100_000))
body = f'<g {many}><rect width="50" height="50" fill="teal"/></g>'
with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 448 448">' + body + '</svg>')
