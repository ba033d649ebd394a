# expect: ok
# Plays with the path of its own folder: roots, empty names, dots, NUL, percent and backslash forms.
import itertools
import os

found = []


def probe(name, action):
    try:
        result = action()
    except Exception:
        return  # contained, as it should be
    if result:
        found.append((name, result))


NAMES = ("/", "//", "///etc/passwd", "/./etc/passwd", "/tmp/../etc/passwd", "./../etc/passwd", "....//etc/passwd",
         "..\\..\\etc\\passwd", "%2e%2e/etc/passwd", "file:///etc/passwd", "~/.bashrc", "~root/.bashrc",
         "output.svg\0/../../etc/passwd", "/proc/self/fd/3/../../etc/passwd", "\u2025/etc/passwd", "..;/etc/passwd")
for name in NAMES:
    probe(repr(name), lambda: open(name, "rb").read(64))
    probe("expanduser " + repr(name), lambda: open(os.path.expanduser(name), "rb").read(64))
for name in ("/", "..", "/..", "../..", "/proc", "/etc", "/home", "/usr", "/tmp/.."):
    probe("list " + name, lambda: {"etc", "usr", "proc", "home", "bin", "passwd"} & set(os.listdir(name)))
    probe("walk " + name, lambda: [d for d, _, files in itertools.islice(os.walk(name), 50) if "etc" in d or "passwd" in files])

if found:
    raise RuntimeError(f"ESCAPED: {found[0]!r:.200}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
