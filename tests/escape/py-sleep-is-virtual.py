# expect: ok
# Sleeps for an hour to hold a worker: the clock must jump and no real time may pass.
import time

before = time.time()
time.sleep(3600)
for _ in range(100):
    time.sleep(0.25)
passed = time.time() - before
if not 3624 <= passed < 3627:
    raise RuntimeError(f"ESCAPED: the clock moved by {passed} s, not by the 3625 s that were slept")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
