# expect: fuel
# Installs trace and profile functions that run the program's lines over and over.
import sys


def trace(frame, event, argument):
    while True:
        for _ in range(1000):
            pass
        if event == "never":
            return trace


for install in ("settrace", "setprofile"):
    try:
        getattr(sys, install)(trace)
    except Exception:
        pass


def traced():
    return 1


while True:
    traced()
