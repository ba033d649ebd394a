# expect: fuel
# Runs an endless iterator inside native code, where no bytecode is counted.
import collections
import itertools

collections.deque(itertools.count(), maxlen=0)
