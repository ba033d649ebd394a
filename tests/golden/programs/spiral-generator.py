"""A sunflower of seeds on the golden angle, produced by a generator."""
import math


def seeds(count, spacing):
    """Yield the place and the ring of each seed."""
    golden = math.pi * (3 - math.sqrt(5))
    for n in range(count):
        radius = spacing * math.sqrt(n + 0.5)
        yield radius * math.cos(n * golden), radius * math.sin(n * golden), n


def circles():
    for x, y, n in seeds(420, 9.6):
        shade = "#5d4037" if n < 160 else ("#8d6e63" if n < 300 else "#ffb300")
        yield f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{3 + n / 110:.2f}" fill="{shade}"/>'


svg = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="-230 -230 460 460">
<rect x="-230" y="-230" width="460" height="460" fill="#e8f5e9"/>
{chr(10).join(circles())}
<text y="222" text-anchor="middle" font-family="serif" font-style="italic" font-size="16">420 seeds, θ = 137.5° apart</text>
</svg>"""
with open("output.svg", "w") as f:
    print(svg, file=f)
