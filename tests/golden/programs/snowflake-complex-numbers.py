"""Koch's snowflake in four steps, its corners kept as complex numbers."""
import cmath
from enum import Enum
from functools import reduce

TURN = cmath.exp(1j * cmath.pi / 3)


class Ink(Enum):
    FIRST = "#b3e5fc"
    SECOND = "#4fc3f7"
    THIRD = "#0288d1"
    FOURTH = "#01579b"


def refine(points, _=None):
    """Replace the middle third of every side by two sides of a triangle."""
    finer = []
    for a, b in zip(points, points[1:] + points[:1]):
        third = (b - a) / 3
        finer += [a, a + third, a + third + third / TURN, a + 2 * third]
    return finer


def outline(points, centre, scale):
    return " ".join(f"{(p * scale + centre).real:.2f},{(p * scale + centre).imag:.2f}" for p in points)


triangle = [cmath.rect(1, cmath.pi * (2 * k / 3 - 0.5)) for k in range(3)]
shapes, perimeters = [], []
for step, ink in enumerate(Ink):
    corners = reduce(refine, range(step), triangle)
    shapes.append(f'<polygon points="{outline(corners, 105 + 150j + 195 * step, 85)}" fill="{ink.value}" stroke="#102027"/>')
    length = sum(abs(b - a) for a, b in zip(corners, corners[1:] + corners[:1]))
    shapes.append(f'<text x="{105 + 195 * step}" y="275">n = {step}: {len(corners)} sides</text>')
    perimeters.append(f"{length / (3 * 3 ** 0.5):.3f}")
with open("output.svg", "w") as f:
    f.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 330" font-family="sans-serif" font-size="16" text-anchor="middle">'
            '<rect width="800" height="330" fill="#eceff1"/><text x="400" y="36" font-size="21">Koch’s snowflake</text>'
            f'{"".join(shapes)}<text x="400" y="312" font-size="15">perimeter ÷ first perimeter: {" → ".join(perimeters)} → ∞</text></svg>')
