# expect: ok
# Writes a shared library into its folder and imports it; also looks for the host's site-packages.
import sys

found = []


def probe(name, action):
    try:
        result = action()
    except Exception:
        return  # contained, as it should be
    if result:
        found.append((name, result))


sys.path[:0] = [".", "/usr/lib/python3/dist-packages", "/usr/lib/python3.11", "/usr/local/lib/python3.11/site-packages"]
with open("evil.so", "wb") as file:
    file.write(b"\x7fELF\x02\x01\x01" + bytes(57))
with open("evil.cpython-311-x86_64-linux-gnu.so", "wb") as file:
    file.write(b"\x7fELF\x02\x01\x01" + bytes(57))


def extension():
    import importlib.machinery
    import importlib.util
    loader = importlib.machinery.ExtensionFileLoader("evil", "./evil.so")
    return repr(importlib.util.module_from_spec(importlib.util.spec_from_loader("evil", loader)))


probe("import", lambda: __import__("evil"))
probe("ExtensionFileLoader", extension)
probe("dist-packages", lambda: __import__("apt_pkg").__file__)
probe("pip", lambda: __import__("pip").__file__)
probe("cffi", lambda: __import__("_cffi_backend").__file__)

if found:
    raise RuntimeError(f"ESCAPED: {found[0]!r:.200}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
