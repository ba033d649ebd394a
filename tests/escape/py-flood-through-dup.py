# expect: python-error
# Duplicates standard output onto other descriptors and writes there, so that a count per descriptor is dodged.
import os

block = b"x" * 65536
copies = [os.dup(1) for _ in range(32)]
for _ in range(64):
    for fd in copies:
        os.write(fd, block)
