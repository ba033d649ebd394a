# expect: ok
# Makes a link inside its folder that points at a host file, then reads through the link.
import os
import pathlib

found = []


def probe(name, action):
    try:
        result = action()
    except Exception:
        return  # contained, as it should be
    if result:
        found.append((name, result))


def through(make, name, target):
    make(target, name)
    return open(name, "rb").read(64)


for number, target in enumerate(("/etc/passwd", "../../../../../../etc/passwd", "/proc/self/environ")):
    probe("symlink " + target, lambda: through(os.symlink, f"soft{number}", target))
    probe("link " + target, lambda: through(os.link, f"hard{number}", target))
    probe("Path.symlink_to " + target,
          lambda: through(lambda t, n: pathlib.Path(n).symlink_to(t), f"path{number}", target))

if found:
    raise RuntimeError(f"ESCAPED: {found[0]!r:.200}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
