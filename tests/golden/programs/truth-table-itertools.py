"""A truth table of three variables, its rows made by itertools."""
from itertools import accumulate, chain, product, repeat

columns = {
    "p": lambda p, q, r: p,
    "q": lambda p, q, r: q,
    "r": lambda p, q, r: r,
    "p ∧ q": lambda p, q, r: p and q,
    "¬q ∨ r": lambda p, q, r: not q or r,
    "p ⇒ r": lambda p, q, r: not p or r,
    "(p ∧ q) ⇔ r": lambda p, q, r: (p and q) == r,
}
widths = [60, 60, 60, 100, 110, 100, 150]
edges = list(accumulate(chain([20], widths)))
ROW = 36

cells = []
for row, values in enumerate(product((True, False), repeat=3)):
    y = 60 + ROW * row
    shade = "#ffffff" if row % 2 else "#e8eaf6"
    cells.append(f'<rect x="20" y="{y}" width="{sum(widths)}" height="{ROW}" fill="{shade}"/>')
    for test, x, w in zip(columns.values(), edges, widths):
        true = test(*values)
        cells.append(f'<text x="{x + w / 2}" y="{y + 24}" fill="{"#1b5e20" if true else "#b71c1c"}">{"TF"[not true]}</text>')
head = "".join(f'<text x="{x + w / 2}" y="46" font-weight="bold">{name}</text>' for name, x, w in zip(columns, edges, widths))
rules = "".join(f'<line x1="{x}" x2="{x}" y1="20" y2="{y}" stroke="#7986cb"/>' for x, y in zip(edges, repeat(60 + 8 * ROW)))
with open("output.svg", "w", encoding="utf-8") as f:
    f.write(f'<svg xmlns="http://www.w3.org/2000/svg" width="{edges[-1] + 20}" height="{60 + 8 * ROW + 20}" '
            f'font-family="serif" font-size="19" text-anchor="middle"><rect width="100%" height="100%" fill="#fafafa"/>'
            f'{"".join(cells)}{head}{rules}<path d="M20 60H{edges[-1]}" stroke="#303f9f" stroke-width="3"/></svg>')
