# expect: ok
# Starts a child process through the subprocess module and what lies below it.
try:
    import subprocess
except Exception:
    subprocess = None

found = []


def probe(name, action):
    try:
        result = action()
    except Exception:
        return  # contained, as it should be
    if result:
        found.append((name, result))


probe("run", lambda: subprocess.run(["id"], capture_output=True).stdout)
probe("shell", lambda: subprocess.check_output("id", shell=True))
probe("getoutput", lambda: "uid=" in subprocess.getoutput("id"))
probe("Popen", lambda: subprocess.Popen(["/bin/sh", "-c", "exit 0"]).wait() == 0)
probe("_posixsubprocess", lambda: repr(__import__("_posixsubprocess").fork_exec))

if found:
    raise RuntimeError(f"ESCAPED: {found[0]!r:.200}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
