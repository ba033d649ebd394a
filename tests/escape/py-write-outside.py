# expect: ok
# Writes files outside its folder: under the root, in the home folder, one level up.
import os

found = []


def probe(name, action):
    try:
        result = action()
    except Exception:
        return  # contained, as it should be
    if result:
        found.append((name, result))


def plant(path):
    """True if the file is there under the root's own name, which only a host's folder would show."""
    with open(path, "w") as file:
        file.write("planted by the escape corpus, harmless")
    return os.path.exists("/etc/passwd") or os.path.exists("/proc/self/status")


for path in ("/tmp/synth-escape-corpus", "../synth-escape-corpus", "/var/tmp/synth-escape-corpus", "/dev/shm/synth-escape-corpus"):
    probe(path, lambda: plant(path))

if found:
    raise RuntimeError(f"ESCAPED: {found[0]!r:.200}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
