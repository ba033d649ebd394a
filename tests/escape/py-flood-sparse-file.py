# expect: output-flood
# Seeks far beyond the end and writes one byte, so that the gap must be kept somewhere.
with open("sparse.bin", "wb") as file:
    for place in (2**31, 2**33, 2**40, 2**62):
        try:
            file.seek(place)
            file.write(b"x")
            file.flush()
        except OverflowError:
            continue
