# expect: fuel
# Splits one text into ten thousand spans, each of which makes the whole be shaped again.
body = '<text x="5" y="50">' + "".join(f'<tspan font-size="{8 + i % 9}">word{i}</tspan>' for i in range(10_000)) + "</text>"
with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 448 448">' + body + '</svg>')
