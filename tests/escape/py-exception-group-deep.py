# expect: python-error
# Nests exception groups ten thousand deep and raises the outermost.
error = ValueError("core")
for i in range(10_000):
    error = ExceptionGroup(f"shell {i}", [error])
raise error
