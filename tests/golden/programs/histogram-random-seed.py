"""A histogram of dice sums from a seeded generator, with its mean, median and spread."""
import random
import statistics
from collections import Counter

random.seed(42)
throws = [sum(random.randint(1, 6) for _ in range(3)) for _ in range(600)]
counts = Counter(throws)
mean, median, spread = statistics.mean(throws), statistics.median(throws), statistics.pstdev(throws)

W, H, BASE = 620, 400, 340
peak = max(counts.values())
out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{W}" height="{H}" font-family="Verdana">',
       f'<rect width="{W}" height="{H}" fill="#101820"/>']
for total in range(3, 19):
    x = 50 + (total - 3) * 33
    h = 250 * counts[total] / peak
    hue = 200 - 10 * abs(total - 10.5)
    out.append(f'<rect x="{x}" y="{BASE - h:.1f}" width="28" height="{h:.1f}" fill="hsl({hue:.0f},70%,55%)"/>')
    out.append(f'<text x="{x + 14}" y="{BASE + 18}" font-size="13" fill="#ddd" text-anchor="middle">{total}</text>')
    out.append(f'<text x="{x + 14}" y="{BASE - h - 5:.1f}" font-size="11" fill="#aaa" text-anchor="middle">{counts[total]}</text>')
at = 50 + (mean - 3) * 33 + 14
out.append(f'<line x1="{at:.1f}" x2="{at:.1f}" y1="60" y2="{BASE}" stroke="#fee715" stroke-width="2" stroke-dasharray="6 4"/>')
out.append(f'<text x="{W / 2}" y="36" font-size="18" fill="white" text-anchor="middle">Sum of three dice, {len(throws)} throws</text>')
out.append(f'<text x="{W / 2}" y="{H - 12}" font-size="14" fill="#fee715" text-anchor="middle">'
           f"mean {mean:.2f}   median {median:g}   σ = {spread:.2f}</text></svg>")
open("output.svg", "w").write("".join(out))
