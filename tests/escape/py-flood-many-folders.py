# expect: output-flood
# Makes thousands of folders, flat and nested.
import os

for i in range(5_000):
    os.mkdir(f"folder-{i}")
path = "."
for i in range(5_000):
    path += "/d"
    os.mkdir(path)
with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
