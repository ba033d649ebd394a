# expect: ok
# Measures real time across work that takes a real clock many milliseconds.
import time

CLOCKS = ("time", "monotonic", "perf_counter", "process_time", "thread_time")


def work():
    total = 0
    for i in range(60_000):
        total += i * i
    return total


for name in CLOCKS:
    read = getattr(time, name, None)
    if read is None:
        continue
    start = read()
    work()
    passed = read() - start
    # The virtual clock moves by a microsecond a reading, whatever was done between two readings.
    if not 0 <= passed < 0.0005:
        raise RuntimeError(f"ESCAPED: {name} saw {passed} s of real time")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
