"""A letter wrapped to the width of its sheet and put into a template of SVG."""
import html
import string
import textwrap

LETTER = """Dear Ada, the engine weaves algebraical patterns just as the Jacquard loom weaves flowers & leaves.
I have counted 3 < 5 wheels, paid 12 € for brass, and measured the room: 4 × 6 m². Come and see it on Sunday."""

SHEET = string.Template("""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 $width $height">
  <rect width="$width" height="$height" fill="#8d6e63"/>
  <g transform="rotate(-2 $middle 150)">
    <rect x="40" y="30" width="$paper" height="$long" fill="#fff8e1" stroke="#d7ccc8"/>
    $rules
    <text font-family="Georgia, serif" font-size="17" font-style="italic" fill="#1a237e" xml:space="preserve">$lines</text>
    <text x="$right" y="$sign" font-size="22" font-family="serif" font-weight="bold" text-anchor="end">Charles</text>
  </g>
</svg>
""")

lines = textwrap.wrap(" ".join(LETTER.split()), width=44)
step = 28
long = step * (len(lines) + 3)
fields = dict(
    width=520, height=long + 60, middle=260, paper=440, long=long, right=450, sign=30 + step * (len(lines) + 2),
    lines="".join(f'<tspan x="70" y="{30 + step * (i + 1)}">{html.escape(line)}</tspan>' for i, line in enumerate(lines)),
    rules="".join(f'<path d="M60 {36 + step * (i + 1)}H460" stroke="#b0bec5"/>' for i in range(len(lines) + 1)),
)
with open("output.svg", "w") as sheet:
    sheet.write(SHEET.substitute(fields))
