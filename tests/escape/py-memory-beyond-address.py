# expect: python-error OverflowError|MemoryError
# Asks for more than the address space holds; the request itself must fail, not wrap round.
text = "x" * 10**10
