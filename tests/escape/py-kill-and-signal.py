# expect: ok
# Sends signals (number 0, which only asks) to other processes and installs handlers and alarms.
import os
try:
    import signal
except Exception:
    signal = None

found = []


def probe(name, action):
    try:
        result = action()
    except Exception:
        return  # contained, as it should be
    if result:
        found.append((name, result))


for pid in (1, 0, -1, 2):
    probe(f"kill {pid}", lambda: os.kill(pid, 0) or "answered")
probe("killpg", lambda: os.killpg(0, 0) or "answered")
probe("alarm", lambda: signal.setitimer(signal.ITIMER_REAL, 3600) and "set")
probe("pause", lambda: signal.sigtimedwait([signal.SIGUSR1], 0) or "waited")

if found:
    raise RuntimeError(f"ESCAPED: {found[0]!r:.200}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
