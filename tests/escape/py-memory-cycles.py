# expect: fuel
# Makes garbage in cycles faster than a collector may want to look.
import gc

gc.disable()
while True:
    ring = [None] * 1000
    ring[0] = ring
