# expect: ok
# Looks for the host's command line in sys.argv and its kin.
import os
import sys

found = []


def probe(name, action):
    try:
        result = action()
    except Exception:
        return  # contained, as it should be
    if result:
        found.append((name, result))


probe("several arguments", lambda: sys.argv[1:])
probe("a path", lambda: [argument for argument in sys.argv if "/" in argument])
probe("orig_argv", lambda: [argument for argument in sys.orig_argv if "/" in argument])
probe("executable", lambda: sys.executable and os.path.exists(sys.executable) and sys.executable)

if found:
    raise RuntimeError(f"ESCAPED: {found[0]!r:.200}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
