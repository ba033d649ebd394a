# expect: ok
# Asks only whether host files exist, and for their sizes: a side channel without reading.
import os

found = []


def probe(name, action):
    try:
        result = action()
    except Exception:
        return  # contained, as it should be
    if result:
        found.append((name, result))


for path in ("/etc/passwd", "/proc/self", "/usr/bin/env", "/root", "/home", "/bin", "/sys/class/net", "/boot"):
    probe("stat " + path, lambda: os.stat(path).st_mode)
    probe("exists " + path, lambda: os.path.exists(path))
    probe("access " + path, lambda: os.access(path, os.R_OK))
    probe("readlink " + path, lambda: os.readlink(path))
    probe("glob " + path, lambda: __import__("glob").glob(path + "/*"))
probe("statvfs", lambda: os.statvfs("/").f_blocks)
probe("disk_usage", lambda: __import__("shutil").disk_usage("/").total)

if found:
    raise RuntimeError(f"ESCAPED: {found[0]!r:.200}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
