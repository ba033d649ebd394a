# expect: ok
# Goes below open(): os.open, os.read, dir_fd, O_DIRECTORY, O_PATH.
import os

found = []


def probe(name, action):
    try:
        result = action()
    except Exception:
        return  # contained, as it should be
    if result:
        found.append((name, result))


def low(path, flags=os.O_RDONLY, **more):
    return os.read(os.open(path, flags, **more), 64)


probe("os.open", lambda: low("/etc/passwd"))
probe("os.open O_RDWR", lambda: low("/etc/passwd", os.O_RDWR))
for fd in range(0, 12):
    probe(f"dir_fd {fd}", lambda: low("../etc/passwd", dir_fd=fd))
    probe(f"dir_fd {fd} absolute", lambda: low("/etc/passwd", dir_fd=fd))
for flag in ("O_DIRECTORY", "O_PATH", "O_NOFOLLOW", "O_TMPFILE"):
    probe(flag, lambda: low("/etc", getattr(os, flag)))

if found:
    raise RuntimeError(f"ESCAPED: {found[0]!r:.200}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
