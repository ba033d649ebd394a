"""A metro map read from JSON: lines with colours, stations with labels, changes as white rings."""
import json

DATA = """
{
  "lines": {
    "M1": {"colour": "#e53935", "stops": ["Harbour", "Market", "Museum", "Park", "Airport"]},
    "M2": {"colour": "#1e88e5", "stops": ["Castle", "Market", "Stadium", "Mill"]},
    "M3": {"colour": "#43a047", "stops": ["Zoo", "Museum", "Stadium", "Lake"]}
  },
  "stations": {
    "Harbour": [70, 220], "Market": [200, 220], "Museum": [330, 160], "Park": [450, 160], "Airport": [570, 90],
    "Castle": [120, 90], "Stadium": [330, 300], "Mill": [480, 340], "Zoo": [330, 60], "Lake": [200, 360]
  }
}
"""
plan = json.loads(DATA)
stations = {name: tuple(place) for name, place in plan["stations"].items()}
served = {name: [line for line, info in plan["lines"].items() if name in info["stops"]] for name in stations}

body = []
for line, info in sorted(plan["lines"].items()):
    points = " ".join(f"{x},{y}" for x, y in (stations[stop] for stop in info["stops"]))
    body.append(f'<polyline points="{points}" fill="none" stroke="{info["colour"]}" stroke-width="9" '
                'stroke-linejoin="round" stroke-linecap="round"/>')
for name, (x, y) in stations.items():
    change = len(served[name]) > 1
    body.append(f'<circle cx="{x}" cy="{y}" r="{11 if change else 6}" fill="white" stroke="#212121" stroke-width="{4 if change else 2}"/>')
    body.append(f'<text x="{x + 14}" y="{y - 12}" font-size="15"{" font-weight=" + chr(34) + "bold" + chr(34) if change else ""}>{name}</text>')
for i, (line, info) in enumerate(plan["lines"].items()):
    body.append(f'<rect x="540" y="{250 + 34 * i}" width="40" height="24" rx="4" fill="{info["colour"]}"/>')
    body.append(f'<text x="560" y="{267 + 34 * i}" font-size="15" fill="white" text-anchor="middle">{line}</text>')

summary = json.dumps({name: lines for name, lines in served.items() if len(lines) > 1}, sort_keys=True)
with open("output.svg", "w") as f:
    f.write(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 660 420" font-family="Arial"><rect width="660" height="420" fill="#f6f4ee"/>'
            f'{"".join(body)}<text x="20" y="408" font-size="13" font-family="monospace">{summary.replace("&", "&amp;")}</text></svg>')
