"""The warm peers, alive for a whole run: read one job a line, answer with one time a line.

Run by run.py inside the virtual environment. A job is `{"kind", "file", "side"}` as JSON:
kind `cairosvg` renders an SVG file to PNG bytes, kind `matplotlib` runs a Python program in this
process. The answer is `{"millis": …}` or `{"error": …}`. Everything is imported before the first
answer, so that no import is ever timed.
"""
import contextlib
import json
import os
import re
import sys
import tempfile
import time

import cairosvg
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402  (the backend must be chosen first)
import pandas  # noqa: E402,F401


def longest_side(svg: str, side: int) -> dict:
    """Output dimensions whose longer one is `side`, in the picture's own ratio."""
    root = re.search(r"<svg\b[^>]*>", svg).group(0)
    size = [re.search(rf'\s{name}="([\d.]+)(?:px)?"', root) for name in ("width", "height")]
    box = re.search(r'viewBox="([^"]+)"', root)
    if all(size):
        width, height = (float(match.group(1)) for match in size)
    elif box:
        width, height = (float(number) for number in re.split(r"[\s,]+", box.group(1).strip())[2:])
    else:
        width = height = 1.0
    scale = side / max(width, height)
    return {"output_width": width * scale, "output_height": height * scale}


def render(path: str, side: int) -> float:
    """Milliseconds from the SVG's text to PNG bytes, as a caller in the same process would see."""
    with open(path, encoding="utf-8") as file:
        svg = file.read()
    size = longest_side(svg, side)
    start = time.perf_counter()
    cairosvg.svg2png(bytestring=svg.encode(), **size)
    return (time.perf_counter() - start) * 1e3


def execute(path: str) -> float:
    """Milliseconds to compile and run one program in a folder of its own, figures closed after."""
    with open(path, encoding="utf-8") as file:
        source = file.read()
    home = os.getcwd()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(sys.stderr):
        os.chdir(folder)
        try:
            start = time.perf_counter()
            exec(compile(source, path, "exec"), {"__name__": "__main__"})
            return (time.perf_counter() - start) * 1e3
        finally:
            os.chdir(home)
            plt.close("all")
            matplotlib.rcdefaults()


def main() -> None:
    """Answer jobs until the input ends."""
    for line in sys.stdin:
        job = json.loads(line)
        try:
            millis = render(job["file"], job["side"]) if job["kind"] == "cairosvg" else execute(job["file"])
            answer = {"millis": millis}
        except Exception as error:  # a peer that cannot draw a program is a finding, not a crash of the bench
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
