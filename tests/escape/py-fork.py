# expect: ok
# Forks, spawns and clones; a child would end at once and leave a word behind.
import os

found = []


def probe(name, action):
    try:
        result = action()
    except Exception:
        return  # contained, as it should be
    if result:
        found.append((name, result))


def fork(name):
    child = getattr(os, name)()
    if isinstance(child, tuple):
        child = child[0]
    if child == 0:
        os._exit(0)
    return child


probe("fork", lambda: fork("fork"))
probe("forkpty", lambda: fork("forkpty"))
probe("posix_spawn", lambda: os.posix_spawn("/bin/true", ["true"], {}))
probe("spawnv", lambda: os.spawnv(os.P_WAIT, "/bin/true", ["true"]) == 0)
probe("multiprocessing", lambda: __import__("multiprocessing").Pool(1).map(abs, [-1]))
probe("ProcessPoolExecutor",
      lambda: __import__("concurrent.futures").futures.ProcessPoolExecutor(1).submit(abs, -1).result(2))

if found:
    raise RuntimeError(f"ESCAPED: {found[0]!r:.200}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
