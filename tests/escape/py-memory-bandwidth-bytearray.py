# expect: fuel
# Copies tens of megabytes per instruction: cheap in counted instructions, dear in real time.
block = bytearray(64 << 20)
while True:
    copy = bytes(block)
    block[:] = copy
