# expect: fuel
# Dashes a scribble of six hundred thousand points into a hundred million dashes.
points = "10,10 430,20 " * 300_000
body = f'<polyline points="{points}" fill="none" stroke="black" stroke-dasharray="1 1" stroke-linecap="round"/>'
with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 448 448">' + body + '</svg>')
