# expect: ok
# Loads native libraries and calls into them.
try:
    import ctypes
    import ctypes.util
except Exception:
    ctypes = None

found = []


def probe(name, action):
    try:
        result = action()
    except Exception:
        return  # contained, as it should be
    if result:
        found.append((name, result))


def load(name):
    return ctypes.CDLL(name).getpid()


for name in (None, "libc.so.6", "libm.so.6", "/lib/x86_64-linux-gnu/libc.so.6", "kernel32.dll", "libSystem.dylib"):
    probe(f"CDLL {name}", lambda: load(name))
probe("find_library", lambda: ctypes.util.find_library("c"))
probe("pythonapi", lambda: ctypes.pythonapi.Py_GetVersion and "pythonapi")
probe("_dlopen", lambda: __import__("_ctypes").dlopen("libc.so.6", 0))

if found:
    raise RuntimeError(f"ESCAPED: {found[0]!r:.200}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
