# expect: python-error ValueError
# Raises an exception whose message holds tens of megabytes.
raise ValueError("x" * 40_000_000)
