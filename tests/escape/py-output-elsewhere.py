# expect: no-output
# Writes its picture under another folder and another case.
import os

os.mkdir("out")
for name in ("out/output.svg", "OUTPUT.SVG", "output.svg.txt", "output"):
    with open(name, "w") as file:
        file.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="4" height="9"/></svg>')
