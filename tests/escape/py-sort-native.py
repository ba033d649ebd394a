# expect: fuel
# Sorts long lists in native code without end.
import random

data = [random.random() for _ in range(100_000)]
while True:
    data.sort()
    random.shuffle(data)
