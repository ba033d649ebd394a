# expect: fuel
# Chains two hundred thousand exceptions and lets the reporter walk down the chain.
link = None
for i in range(200_000):
    error = ValueError(i)
    error.__cause__ = error.__context__ = link
    link = error
raise link
