# expect: ok
# Asks for process numbers; no process, so no number that a host would give.
import os

found = []


def probe(name, action):
    try:
        result = action()
    except Exception:
        return  # contained, as it should be
    if result:
        found.append((name, result))


probe("getpid", lambda: os.getpid() > 1 and os.getpid() != 42 and os.getpid())
probe("getppid", lambda: os.getppid() > 1 and os.getppid())
probe("getuid", lambda: os.getuid())
probe("getpgid", lambda: os.getpgid(0))

if found:
    raise RuntimeError(f"ESCAPED: {found[0]!r:.200}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
