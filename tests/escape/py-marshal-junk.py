# expect: ok
# Loads thousands of corrupted marshalled code objects.
import marshal
import random

random.seed(7)
good = bytearray(marshal.dumps(compile("x = [1, 2.5, 'three', (4, 5)]", "m", "exec")))
for _ in range(500):
    bad = bytearray(good)
    for _ in range(3):
        bad[random.randrange(len(bad))] = random.randrange(256)
    try:
        marshal.loads(bytes(bad))
    except Exception:
        pass

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
