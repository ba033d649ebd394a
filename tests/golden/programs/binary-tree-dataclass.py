"""A search tree built from a list of numbers, with the path to one of them marked."""
from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Node:
    key: int
    left: Node | None = None
    right: Node | None = None

    def insert(self, key: int) -> None:
        side = "left" if key < self.key else "right"
        child = getattr(self, side)
        if child is None:
            setattr(self, side, Node(key))
        else:
            child.insert(key)


@dataclass
class Canvas:
    lines: list[str] = field(default_factory=list)
    nodes: list[str] = field(default_factory=list)

    def draw(self, node: Node, x: float, y: float, spread: float, path: set[int]) -> None:
        for child, sign in ((node.left, -1), (node.right, 1)):
            if child is not None:
                on_path = child.key in path
                self.lines.append(
                    f'<line x1="{x}" y1="{y}" x2="{x + sign * spread}" y2="{y + 80}" '
                    f'stroke="{"#d84315" if on_path else "#90a4ae"}" stroke-width="{4 if on_path else 2}"/>'
                )
                self.draw(child, x + sign * spread, y + 80, spread / 2, path)
        fill = "#ffccbc" if node.key in path else "#eceff1"
        self.nodes.append(f'<circle cx="{x}" cy="{y}" r="20" fill="{fill}" stroke="#37474f" stroke-width="2"/>')
        self.nodes.append(f'<text x="{x}" y="{y + 6}" text-anchor="middle" font-size="17">{node.key}</text>')


root = Node(50)
for key in (30, 70, 20, 40, 60, 85, 35, 45, 65, 10):
    root.insert(key)

path, node = set(), root
while node is not None:
    path.add(node.key)
    if node.key == 45:
        break
    node = node.left if 45 < node.key else node.right

canvas = Canvas()
canvas.draw(root, 320, 90, 150, path)
with open("output.svg", "w") as f:
    f.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 400" font-family="sans-serif">')
    f.write('<rect width="640" height="400" fill="white"/>')
    f.write('<text x="320" y="38" font-size="20" text-anchor="middle">Looking for 45 in a search tree</text>')
    f.writelines(canvas.lines + canvas.nodes)
    f.write("</svg>")
