# expect: output-flood
# Grows a file by truncating it upwards instead of writing.
with open("grown.bin", "wb") as file:
    file.truncate(1 << 33)
