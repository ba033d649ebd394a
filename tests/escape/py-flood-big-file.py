# expect: output-flood
# Writes one file without end.
with open('big.bin', 'wb') as file:
    while True:
        file.write(bytes(1 << 20))
