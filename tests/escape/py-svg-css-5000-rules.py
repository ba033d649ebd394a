# expect: fuel
# Matches five thousand rules against twenty thousand elements.
rules = "".join(f"g .a{i} > .b{i}, g[id] .c{i} {{ fill: red }}" for i in range(5_000))
body = f"<style>{rules}</style><g id=\"x\">" + '<rect class="b1 c2" width="5" height="5"/>' * 20_000 + "</g>"
with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 448 448">' + body + '</svg>')
