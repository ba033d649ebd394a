# expect: fuel
# Inflates a few kilobytes a thousandfold, again and again, and keeps it all.
import zlib

packed = zlib.compress(bytes(32 << 20), 9)
hoard = []
while True:
    hoard.append(zlib.decompress(packed))
