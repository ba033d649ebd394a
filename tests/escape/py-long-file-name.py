# expect: ok
# Uses file names of megabytes and of strange characters.
for name in ("n" * 1_000_000, "/".join("d" * 100 for _ in range(1000)), "\u202e\ud7ff\x7f", "-rf", "*", "a\nb", " "):
    try:
        with open(name, "w") as file:
            file.write("x")
    except (OSError, ValueError):
        pass
with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
