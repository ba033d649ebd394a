# expect: output-flood
# Floods through warnings and unraisable exceptions, not through print.
import warnings

warnings.simplefilter("always")


class Noisy:
    def __del__(self):
        raise ValueError("y" * 10_000)


while True:
    warnings.warn("x" * 10_000)
    Noisy()
