# expect: ok
# Draws the time of day from every source: two runs must give the same picture to the byte.
import datetime
import time

lines = [
    repr(time.time()),
    str(time.time_ns()),
    time.ctime(),
    str(time.localtime()[:6]),
    datetime.datetime.now().isoformat(),
    datetime.date.today().isoformat(),
    datetime.datetime.now(datetime.timezone.utc).isoformat(),
    repr(time.monotonic()),
    repr(time.perf_counter()),
]
rows = "".join(f'<text x="10" y="{20 + 18 * i}">{line}</text>' for i, line in enumerate(lines))
with open("output.svg", "w") as out:
    out.write(f'<svg xmlns="http://www.w3.org/2000/svg" width="400" height="190" font-size="13">{rows}</svg>')
