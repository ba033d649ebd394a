# expect: fuel
# Draws one path of three hundred thousand points.
points = " ".join(f"{i * 7919 % 448},{i * 104729 % 448}" for i in range(300_000))
body = f'<path d="M{points}" fill="none" stroke="black" stroke-width="0.3"/>'
with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 448 448">' + body + '</svg>')
