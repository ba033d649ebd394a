# expect: ok
# Maps host files and devices into memory.
try:
    import mmap
except Exception:
    mmap = None

found = []


def probe(name, action):
    try:
        result = action()
    except Exception:
        return  # contained, as it should be
    if result:
        found.append((name, result))


def mapped(path):
    with open(path, "rb") as file:
        return mmap.mmap(file.fileno(), 16, access=mmap.ACCESS_READ)[:16]


for path in ("/etc/passwd", "/dev/zero", "/dev/mem", "/proc/self/mem"):
    probe(path, lambda: mapped(path))
for fd in range(3, 12):
    probe(f"descriptor {fd}", lambda: mmap.mmap(fd, 16)[:16].strip(b"\0"))

if found:
    raise RuntimeError(f"ESCAPED: {found[0]!r:.200}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
