# expect: ok
# Draws randomness from every source: two runs must give the same picture to the byte.
import os
import random
import secrets
import uuid

lines = [
    repr(random.random()),
    str(random.Random().getrandbits(64)),
    str(random.SystemRandom().getrandbits(64)),
    os.urandom(12).hex(),
    secrets.token_hex(12),
    str(uuid.uuid4()),
    str(hash("a word") & 0xFFFF_FFFF),
    " ".join({"red", "green", "blue", "amber"}),
    str(id(object())),
]
rows = "".join(f'<text x="10" y="{20 + 18 * i}">{line}</text>' for i, line in enumerate(lines))
with open("output.svg", "w") as out:
    out.write(f'<svg xmlns="http://www.w3.org/2000/svg" width="400" height="190" font-size="13">{rows}</svg>')
