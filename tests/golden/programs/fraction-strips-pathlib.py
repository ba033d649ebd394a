"""Strips of unit fractions, and how a half is made of others; written with pathlib."""
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

WIDTH = 560
shades = {1: "#37474f", 2: "#c62828", 3: "#ef6c00", 4: "#f9a825", 5: "#2e7d32", 6: "#00838f", 8: "#1565c0", 12: "#6a1b9a"}
body = []
for row, (n, colour) in enumerate(shades.items()):
    y = 50 + 36 * row
    for k in range(n):
        unit = Fraction(1, n)
        x, w = 20 + float(k * unit * WIDTH), float(unit * WIDTH)
        body.append(f'<rect x="{x:.2f}" y="{y}" width="{w:.2f}" height="32" fill="{colour}" stroke="white" stroke-width="2"/>')
        name = "1" if n == 1 else f"{unit.numerator}∕{unit.denominator}"
        body.append(f'<text x="{x + w / 2:.2f}" y="{y + 21}" fill="white" font-size="{15 if n < 12 else 12}">{name}</text>')

parts = [Fraction(1, 4), Fraction(1, 6), Fraction(1, 12)]
total = sum(parts, Fraction(0))
tenth = (Decimal(total.numerator) / Decimal(total.denominator)).quantize(Decimal("0.001"), ROUND_HALF_UP)
third = (Decimal(1) / Decimal(3)).quantize(Decimal("0.0001"))
equation = " + ".join(str(part) for part in parts) + f" = {total} = {tenth},   ⅓ ≈ {third}"
middle = 20 + WIDTH / 2
body.append(f'<path d="M{middle} 40V345" stroke="black" stroke-width="2" stroke-dasharray="5 4"/>')
body.append(f'<text x="{middle}" y="372" font-size="18">{equation}</text>')
Path("output.svg").write_text(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 390" font-family="sans-serif" text-anchor="middle">'
    '<rect width="600" height="390" fill="#fff"/><text x="300" y="32" font-size="20" font-weight="bold">Fraction strips</text>'
    + "".join(body) + "</svg>",
    encoding="utf-8",
)
