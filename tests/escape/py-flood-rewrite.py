# expect: ok
# Writes the same small file a thousand times: the limit is on what is kept, or on what is written.
for _ in range(1_000):
    with open("scratch.bin", "wb") as file:
        file.write(bytes(20_000))
with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
