"""A sudoku that solves itself: givens in black, the solver's numbers in blue."""
import math

PUZZLE = """
53..7....
6..195...
.98....6.
8...6...3
4..8.3..1
7...2...6
.6....28.
...419..5
....8..79
"""


class Grid:
    """Nine rows of digits, zero for an empty cell."""

    size = 9

    def __init__(self, text):
        self.cells = [[int(c) if c.isdigit() else 0 for c in row] for row in text.split()]

    def allowed(self, row, column):
        box = math.isqrt(self.size)
        r0, c0 = row // box * box, column // box * box
        used = {*self.cells[row], *(line[column] for line in self.cells)}
        used |= {self.cells[r0 + i][c0 + j] for i in range(box) for j in range(box)}
        return set(range(1, 10)) - used

    def solve(self):
        empty = [(len(self.allowed(r, c)), r, c) for r in range(9) for c in range(9) if not self.cells[r][c]]
        if not empty:
            return True
        _, r, c = min(empty)
        for digit in sorted(self.allowed(r, c)):
            self.cells[r][c] = digit
            if self.solve():
                return True
        self.cells[r][c] = 0
        return False


class Drawing(Grid):
    def __init__(self, text):
        super().__init__(text)
        self.given = [[bool(c) for c in row] for row in self.cells]

    def __str__(self):
        lines = []
        for i in range(10):
            bold = 3.5 if i % 3 == 0 else 1
            lines.append(f'<path d="M{20 + 40 * i} 20v360M20 {20 + 40 * i}h360" stroke="#263238" stroke-width="{bold}"/>')
        for r, row in enumerate(self.cells):
            for c, digit in enumerate(row):
                style = "" if self.given[r][c] else ' fill="#1e88e5" font-style="italic"'
                lines.append(f'<text x="{40 + 40 * c}" y="{48 + 40 * r}"{style}>{digit or ""}</text>')
        return "".join(lines)


drawing = Drawing(PUZZLE)
assert drawing.solve()
assert all(sum(row) == 45 for row in drawing.cells)
with open("output.svg", "w") as f:
    f.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" font-family="monospace" font-size="24" text-anchor="middle">'
            f'<rect width="400" height="400" fill="#fffde7"/>{drawing}</svg>')
