# expect: ok
# Looks for true randomness below the seeded source: getrandom, entropy devices, address layout.
import os

found = []
for flags in (0, 1, 2):
    try:
        found.append(os.getrandom(8, flags))
    except Exception:
        pass
for path in ("/dev/random", "/dev/urandom", "/dev/hwrng"):
    try:
        found.append(open(path, "rb").read(8))
    except Exception:
        pass
# Seeded bytes are fine; what came must only be drawn, so that two runs can be compared.
text = " ".join(value.hex() for value in found) or "none"
with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" width="500" height="40">'
              f'<text x="10" y="25" font-size="13">{text}</text></svg>')
