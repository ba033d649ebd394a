# expect: ok
# Links or copies a host file into its own folder instead of reading it in place.
import os

found = []


def probe(name, action):
    try:
        result = action()
    except Exception:
        return  # contained, as it should be
    if result:
        found.append((name, result))


def fetch(verb, source):
    verb(source, "loot")
    return open("loot", "rb").read(64)


# Moving it is left out: that would do harm should it succeed.
for source in ("/etc/hostname", "../../../../etc/hostname"):
    probe("link " + source, lambda: fetch(os.link, source))
    probe("copyfile " + source, lambda: fetch(__import__("shutil").copyfile, source))

if found:
    raise RuntimeError(f"ESCAPED: {found[0]!r:.200}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
