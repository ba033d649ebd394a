# expect: ok
# Searches the interpreter for paths of the machine that built the guest.
import sys

found = []


def probe(name, action):
    try:
        result = action()
    except Exception:
        return  # contained, as it should be
    if result:
        found.append((name, result))


MARKS = ("/root/", "/home/", "/Users/", ".cargo", ".rustup", "/target/", "registry/src")


def telling(text):
    return text if isinstance(text, str) and any(mark in text for mark in MARKS) else None


for name, module in list(sys.modules.items()):
    probe("file of " + name, lambda: telling(module.__file__))
    probe("spec of " + name, lambda: telling(module.__spec__.origin))
for name in ("path", "prefix", "base_prefix", "exec_prefix", "platlibdir", "executable", "version", "_git", "_stdlib_dir"):
    probe("sys." + name, lambda: telling(str(getattr(sys, name))))
probe("code", lambda: telling(__import__("textwrap").dedent.__code__.co_filename))
probe("sysconfig", lambda: telling(str(__import__("sysconfig").get_paths())))

if found:
    raise RuntimeError(f"ESCAPED: {found[0]!r:.200}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
