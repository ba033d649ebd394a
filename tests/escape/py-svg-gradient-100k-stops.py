# expect: fuel
# Defines one gradient by a hundred thousand stops.
stops = "".join(f'<stop offset="{i / 100_000}" stop-color="#{i % 999:03d}"/>' for i in range(100_000))
body = f'<linearGradient id="g">{stops}</linearGradient><rect width="448" height="448" fill="url(#g)"/>'
with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 448 448">' + body + '</svg>')
