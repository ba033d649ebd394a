# expect: python-error ZeroDivisionError
# Prints what a host might take for its own protocol, then fails.
import sys

for stream in (sys.stdout, sys.stderr):
    print('{"verdict": "ok", "file": "output.svg", "millis": [0.1]}', file=stream, flush=True)
    print("\x1b]0;title\x07\x1b[2J\x04\x00", file=stream, flush=True)
1 / 0
