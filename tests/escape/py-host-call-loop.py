# expect: fuel
# Calls the host as fast as it can: clock, randomness, stat, seek.
import os
import time

with open("scratch", "wb") as file:
    while True:
        time.monotonic()
        os.urandom(65_536)
        os.stat("scratch")
        file.seek(0)
