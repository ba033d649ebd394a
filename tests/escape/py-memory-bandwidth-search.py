# expect: fuel
# Searches long texts with native find, count, replace and split.
text = "ab" * 4_000_000
while True:
    text.find("abb")
    text.count("ba")
    text.replace("abb", "c")
    text.encode().translate(None, b"z")
