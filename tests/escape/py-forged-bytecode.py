# expect: python-error
# Builds a code object of junk bytecode and runs it, to leave the interpreter's rails.
def honest(a=1, b=2):
    return [a, b, a + b, "x"]


junk = bytes((i * 73 + 41) % 256 for i in range(400))
honest.__code__ = honest.__code__.replace(co_code=junk, co_stacksize=1)
print(honest())
raise RuntimeError("the junk ran to its end inside the guest")
