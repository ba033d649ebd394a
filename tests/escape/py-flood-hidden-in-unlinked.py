# expect: ok
# Keeps unlinked files open, so that their bytes are in no listing.
import os

kept = []
for i in range(40):
    file = open("ghost.bin", "wb")
    file.write(bytes(1 << 20))
    file.flush()
    os.unlink("ghost.bin")
    kept.append(file)
with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
