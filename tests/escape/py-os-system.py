# expect: ok
# Runs a shell command with os.system and os.popen.
import os

found = []


def probe(name, action):
    try:
        result = action()
    except Exception:
        return  # contained, as it should be
    if result:
        found.append((name, result))


probe("system", lambda: os.system("true") == 0)
probe("popen", lambda: os.popen("id").read())
probe("startfile", lambda: os.startfile("/bin/sh") or "started")
probe("pty", lambda: __import__("pty").openpty())
probe("webbrowser", lambda: __import__("webbrowser").get().name)

if found:
    raise RuntimeError(f"ESCAPED: {found[0]!r:.200}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
