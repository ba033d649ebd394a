# expect: fuel
# Sets one of every character, most of which no font has: fallback searches and empty boxes.
marks = [chr(c) for c in range(0x100, 0x11000, 3) if not 0xD800 <= c < 0xE000 and c & 0xFFFE != 0xFFFE]
lines = ["".join(marks[i : i + 100]) for i in range(0, len(marks), 100)]
body = "".join(f'<text x="2" y="{8 + 2 * i}" font-size="6">{line}</text>' for i, line in enumerate(lines))
with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 448 448">' + body + '</svg>')
