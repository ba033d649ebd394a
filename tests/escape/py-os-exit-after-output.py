# expect: no-output
# Draws, then ends the process below Python so that the renderer never gets its turn.
import os

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
os._exit(0)
