# expect: ok
# Asks for the host's name, its user, its kernel and its home folder.
import os

found = []


def probe(name, action):
    try:
        result = action()
    except Exception:
        return  # contained, as it should be
    if result:
        found.append((name, result))


probe("gethostname", lambda: __import__("socket").gethostname().replace("localhost", ""))
probe("platform.node", lambda: __import__("platform").node().replace("localhost", ""))
probe("uname", lambda: (os.uname().nodename, os.uname().release) if os.uname().sysname == "Linux" else None)
probe("getuser", lambda: __import__("getpass").getuser())
probe("getlogin", lambda: os.getlogin())
probe("pwd", lambda: __import__("pwd").getpwall())
probe("home", lambda: os.path.exists(os.path.expanduser("~/.bashrc")))
probe("cpu_count", lambda: (os.cpu_count() or 1) > 1 and f"{os.cpu_count()} cores")
probe("getloadavg", lambda: os.getloadavg())
probe("mac address", lambda: __import__("_uuid").generate_time_safe() and None)

if found:
    raise RuntimeError(f"ESCAPED: {found[0]!r:.200}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
