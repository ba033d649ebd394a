"""Horizontal bars of five cities, drawn with plain loops and f-strings."""

cities = [("Tokyo", 37.4), ("Delhi", 31.2), ("Shanghai", 27.8), ("São Paulo", 22.4), ("Cairo", 21.3)]
colours = ["#26547c", "#ef476f", "#ffd166", "#06d6a0", "#8d99ae"]

width, height, left, top, step = 640, 360, 130, 70, 50
scale = (width - left - 80) / max(people for _, people in cities)

parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">']
parts.append(f'<rect width="{width}" height="{height}" fill="#fdfcf9"/>')
parts.append(f'<text x="{width / 2}" y="38" font-size="22" text-anchor="middle" font-weight="bold">Largest cities (millions)</text>')
for tick in range(0, 41, 10):
    x = left + tick * scale
    parts.append(f'<line x1="{x:.1f}" y1="{top - 10}" x2="{x:.1f}" y2="{top + 5 * step}" stroke="#ddd"/>')
    parts.append(f'<text x="{x:.1f}" y="{top + 5 * step + 20}" font-size="13" text-anchor="middle">{tick}</text>')
for i, ((name, people), colour) in enumerate(zip(cities, colours)):
    y = top + i * step
    parts.append(f'<rect x="{left}" y="{y}" width="{people * scale:.1f}" height="34" fill="{colour}"/>')
    parts.append(f'<text x="{left - 10}" y="{y + 23}" font-size="16" text-anchor="end">{name}</text>')
    parts.append(f'<text x="{left + people * scale + 8:.1f}" y="{y + 23}" font-size="15">{people:.1f}</text>')
parts.append("</svg>")

with open("output.svg", "w", encoding="utf-8") as f:
    f.write("\n".join(parts))
