# expect: ok
# Reads from descriptors it never opened: 0 and 3 to 20, where a host's own files would be.
import os

found = []


def probe(name, action):
    try:
        result = action()
    except Exception:
        return  # contained, as it should be
    if result:
        found.append((name, result))


for fd in (0, *range(3, 21)):
    probe(f"os.read {fd}", lambda: os.read(fd, 16))
    probe(f"os.fdopen {fd}", lambda: os.fdopen(fd, "rb", closefd=False).read(16))
    probe(f"open {fd}", lambda: open(fd, "rb", buffering=0, closefd=False).read(16))
    probe(f"os.dup {fd}", lambda: os.read(os.dup(fd), 16))
    probe(f"os.pread {fd}", lambda: os.pread(fd, 16, 0))
    probe(f"os.sendfile {fd}", lambda: os.sendfile(1, fd, 0, 16))

if found:
    raise RuntimeError(f"ESCAPED: {found[0]!r:.200}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
