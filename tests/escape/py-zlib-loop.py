# expect: fuel
# Inflates and hashes megabytes for ever in native code.
import hashlib
import zlib

packed = zlib.compress(bytes(16 << 20), 9)
while True:
    hashlib.sha256(zlib.decompress(packed)).hexdigest()
