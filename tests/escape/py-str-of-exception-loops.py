# expect: fuel
# Raises an exception whose text takes for ever to make, so that the reporter hangs.
class Riddle(Exception):
    def __str__(self):
        while True:
            pass

    __repr__ = __str__


raise Riddle("what walks on four legs?")
