# expect: stack
# Compiles generated sources that are nested far deeper than any file here.
SOURCES = (
    "(" * 100_000 + ")" * 100_000,
    "[" * 100_000 + "]" * 100_000,
    "f(" * 50_000 + ")" * 50_000,
    "lambda: " * 50_000 + "1",
    "not " * 100_000 + "1",
    "x = " * 100_000 + "1",
    "f'" + "{" * 10_000 + "'",
)
for source in SOURCES:
    try:
        compile(source, "deep", "exec")
    except (SyntaxError, RecursionError, MemoryError, ValueError):
        pass

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
