# expect: fuel
# Spoils state and then dies hard instead of politely, so that no clean-up runs.
import math
import sys

math.pi = 3
sys.setrecursionlimit(10**9)
with open("poison.txt", "w") as file:
    file.write("left behind")
deep = []
for _ in range(1_000_000):
    deep = [deep]
repr(deep)
while True:
    pass
