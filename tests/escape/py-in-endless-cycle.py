# expect: fuel
# Searches an endless iterator for something that never comes.
import itertools

print("needle" in itertools.cycle(["hay"]))
