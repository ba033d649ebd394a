# expect: fuel
# Sleeps for ages, in one call and in a loop of naps, and polls on nothing.
import select
import time

for seconds in (1e6, 1e9, 9e15):
    try:
        time.sleep(seconds)
    except (OverflowError, ValueError, OSError):
        pass
try:
    select.select([], [], [], 1e6)
except Exception:
    pass
while True:
    time.sleep(1e-3)
