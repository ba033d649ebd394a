# expect: ok
# Reads the host's standard input.
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


probe("input", lambda: input())
probe("sys.stdin", lambda: sys.stdin.read())
probe("os.read", lambda: os.read(0, 64))
probe("stdin buffer", lambda: sys.stdin.buffer.raw.read(64))

if found:
    raise RuntimeError(f"ESCAPED: {found[0]!r:.200}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
