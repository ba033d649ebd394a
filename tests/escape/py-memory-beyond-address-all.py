# expect: ok
# Asks for sizes that overflow 32 bits in many places; each must raise, none may wrap round.
HUGE = 2**32 + 8

for ask in (
    lambda: b"ab" * (2**31),
    lambda: [0] * HUGE,
    lambda: (0,) * (2**62),
    lambda: bytearray(HUGE),
    lambda: bytes(2**63 - 1),
    lambda: "x".ljust(HUGE),
    lambda: "x".zfill(2**40),
    lambda: "\t".expandtabs(HUGE),
    lambda: format(1, f"{HUGE}d"),
    lambda: "%0*d" % (HUGE, 1),
    lambda: (1).to_bytes(HUGE, "big"),
    lambda: 1 << (2**64),
):
    try:
        answer = ask()
    except (MemoryError, OverflowError, ValueError, TypeError):
        continue
    if len(answer if hasattr(answer, "__len__") else "") < 2**31:
        raise RuntimeError(f"ESCAPED: a huge request came back small: {answer!r:.40}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
