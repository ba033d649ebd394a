import math
import random
from dataclasses import dataclass, field
from collections import defaultdict, namedtuple


@dataclass
class Mark:
    x: float
    y: float
    label: str = ""
    tags: list = field(default_factory=list)


Point = namedtuple("Point", ["x", "y"])


def points(count, radius=100.0):
    for i in range(count):
        angle = 2 * math.pi * i / count
        yield Point(radius * math.cos(angle), radius * math.sin(angle))


class Canvas:
    def __init__(self, width, height):
        self.width, self.height = width, height
        self.parts = []

    def add(self, name, text=None, **attributes):
        written = " ".join(f'{key.replace("_", "-")}="{value}"' for key, value in attributes.items())
        self.parts.append(f"<{name} {written}/>" if text is None else f"<{name} {written}>{text}</{name}>")

    def save(self, path):
        with open(path, "w") as f:
            f.write(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}">\n')
            f.write("\n".join(self.parts))
            f.write("\n</svg>\n")


def main():
    canvas = Canvas(400, 300)
    counts = defaultdict(int)
    rng = random.Random(7)
    for index, point in enumerate(points(12)):
        mark = Mark(200 + point.x, 150 + point.y, chr(65 + index))
        counts[index % 3] += 1
        canvas.add("circle", cx=f"{mark.x:.1f}", cy=round(mark.y, 1), r=rng.randint(3, 9), fill="#%06x" % (index * 9999))
        canvas.add("text", text=mark.label, x=int(mark.x), y=int(mark.y), font_size=14, text_anchor="middle")
    try:
        total = sum(v for v in counts.values()) / len({k: v for k, v in counts.items() if v > 1})
    except ZeroDivisionError:
        total = 0
    for a, b in zip(sorted(counts, key=lambda k: -counts[k]), [x ** 2 for x in range(10) if x % 2]):
        canvas.add("line", x1=a, y1=b, x2=400, y2="{:.2f}".format(total), stroke="black")
    canvas.save("output.svg")


if __name__ == "__main__":
    main()
