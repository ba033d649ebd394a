# expect: ok
# Moves its current folder to the host's root and then reads by plain names.
import os

found = []


def probe(name, action):
    try:
        result = action()
    except Exception:
        return  # contained, as it should be
    if result:
        found.append((name, result))


def inside(move, folder):
    move(folder)
    return open("etc/passwd", "rb").read(64)


for folder in ("/", "..", "../../../../..", "/proc/self/root", "/proc/1/cwd"):
    for name in ("chdir", "chroot", "fchdir"):
        probe(f"{name} {folder}", lambda: inside(getattr(os, name), folder))

if found:
    raise RuntimeError(f"ESCAPED: {found[0]!r:.200}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
