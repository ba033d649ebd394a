# expect: ok
# Closes every descriptor, the folder's own among them, then draws: it may only harm itself.
import os

for fd in range(3, 64):
    try:
        os.close(fd)
    except OSError:
        pass

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
