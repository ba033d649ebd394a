"""A plan of a house in bars on a calendar, with dates counted by datetime."""
from datetime import date, timedelta

START = date(2024, 2, 26)
tasks = [
    ("Foundation", date(2024, 2, 26), 14, "#6d4c41"),
    ("Walls", date(2024, 3, 11), 21, "#d84315"),
    ("Roof", date(2024, 4, 1), 10, "#5e35b1"),
    ("Windows", date(2024, 4, 8), 7, "#0288d1"),
    ("Electricity", date(2024, 4, 3), 16, "#f9a825"),
    ("Paint", date(2024, 4, 19), 12, "#2e7d32"),
]
DAY, LEFT, TOP, ROW = 8, 120, 70, 42


def x(day):
    return LEFT + (day - START).days * DAY


rows = []
monday = START
while monday <= date(2024, 5, 6):
    rows.append(f'<line x1="{x(monday)}" y1="{TOP - 8}" x2="{x(monday)}" y2="{TOP + 6 * ROW}" stroke="#e0e0e0"/>')
    if monday.day <= 7 or monday == START:
        rows.append(f'<text x="{x(monday)}" y="{TOP - 14}" font-size="13" fill="#616161">{monday.strftime("%d %b")}</text>')
    monday += timedelta(weeks=1)
for i, (name, begin, days, colour) in enumerate(tasks):
    y = TOP + i * ROW
    end = begin + timedelta(days=days)
    rows.append(f'<text x="{LEFT - 10}" y="{y + 22}" text-anchor="end" font-size="15">{name}</text>')
    rows.append(f'<rect x="{x(begin)}" y="{y + 4}" width="{days * DAY}" height="26" rx="5" fill="{colour}"/>')
    rows.append(f'<text x="{x(begin) + 6}" y="{y + 22}" font-size="12" fill="white">{days} d</text>')
    rows.append(f'<text x="{x(end) + 4}" y="{y + 22}" font-size="11" fill="#757575">{end:%a %d.%m.}</text>')
total = max(begin + timedelta(days=days) for _, begin, days, _ in tasks) - START
caption = f"Building a house: {total.days} days from {START.isoformat()} (a leap year)"
svg = "".join([
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 350" font-family="sans-serif">',
    '<rect width="760" height="350" fill="#fff"/>',
    f'<text x="380" y="30" font-size="18" font-weight="bold" text-anchor="middle">{caption}</text>',
    *rows,
    "</svg>",
])
with open("output.svg", "w") as out:
    out.write(svg)
