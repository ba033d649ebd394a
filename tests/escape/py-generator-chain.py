# expect: fuel
# Pulls values for ever through a chain of generators.
def doubled(values):
    for value in values:
        yield value
        yield value


def naturals():
    n = 0
    while True:
        yield n
        n += 1


chain = naturals()
for _ in range(50):
    chain = doubled(chain)
total = sum(chain)
