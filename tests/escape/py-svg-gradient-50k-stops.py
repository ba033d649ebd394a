# expect: fuel
# Defines one gradient by as many stops as the node limit lets through, searched for every pixel.
stops = "".join(f'<stop offset="{i / 50_000}" stop-color="#{i % 999:03d}"/>' for i in range(50_000))
body = f'<linearGradient id="g">{stops}</linearGradient><rect width="448" height="448" fill="url(#g)"/>'
with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 448 448">' + body + '</svg>')
