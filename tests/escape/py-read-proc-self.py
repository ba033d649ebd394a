# expect: ok
# Reads the host process through /proc: environment, command line, memory map, root.
found = []


def probe(name, action):
    try:
        result = action()
    except Exception:
        return  # contained, as it should be
    if result:
        found.append((name, result))


for name in ("environ", "cmdline", "maps", "mem", "status", "root/etc/passwd", "cwd/Cargo.toml", "exe", "fd/0"):
    for who in ("self", "1", "thread-self"):
        path = f"/proc/{who}/{name}"
        probe(path, lambda: open(path, "rb").read(64))

if found:
    raise RuntimeError(f"ESCAPED: {found[0]!r:.200}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
