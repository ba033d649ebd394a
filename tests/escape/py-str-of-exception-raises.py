# expect: python-error Riddle
# Raises an exception whose text raises another, so that the reporter fails.
class Riddle(Exception):
    def __str__(self):
        raise Riddle("no answer")

    __repr__ = __str__


raise Riddle("what walks on four legs?")
