#!/usr/bin/env python3
"""Measures the whole pipeline beside the path that others take, in one run on the same cores.

* `synth generate`: scenes, programs, drawings, verifier, PNG, store; from an empty folder;
* the programs of that very corpus, each drawn at the same size by a pool of warm CairoSVG workers,
  one a core, which hand back PNG files: drawing alone, as MM-Zero does it;
* its bar charts drawn anew by a pool of warm matplotlib workers at the same size.

`run.py` makes the virtual environment that this needs; run it once before. Then
`benches/peers/pipeline.py` with a release build of `synth`.
"""
import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from multiprocessing import Pool
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PYTHON = HERE / ".venv" / "bin" / "python"
FAMILIES = "bar-chart,line-chart,angle-chase,line-crossings,sudoku"


def cairo(job: tuple) -> int:
    """Bytes of the PNG that CairoSVG makes of a program."""
    import cairosvg
    source, width = job
    return len(cairosvg.svg2png(bytestring=source.encode(), output_width=width))


def matplotlib(job: tuple) -> int:
    """Bytes of the PNG that matplotlib makes of a bar chart's data."""
    import io

    from matplotlib.figure import Figure
    scene, width, height = json.loads(job[0]), job[1], job[2]
    figure = Figure(figsize=(width / 100, height / 100), dpi=100)
    axes = figure.subplots()
    groups = len(scene["values"])
    for place, row in enumerate(scene["values"]):
        xs = [x + place / (groups + 1) for x in range(len(row))]
        axes.bar(xs, row, 1 / (groups + 1), label=str(scene["series"][place]) if scene["series"] else None)
    axes.set_xticks(range(len(scene["names"])), scene["names"])
    axes.set_ylabel(scene["what"])
    axes.set_title(f"{scene['what']} by {scene['by']}")
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return len(out.getvalue())


def rate(pool: Pool, work, jobs: list) -> float:
    """Jobs a second once every worker is warm."""
    pool.map(work, jobs[: 4 * pool._processes], chunksize=1)
    start = time.perf_counter()
    pool.map(work, jobs, chunksize=8)
    return len(jobs) / (time.perf_counter() - start)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=2000, help="tasks (default: 2000)")
    parser.add_argument("--synth", type=Path, default=ROOT / "target/release/synth", metavar="FILE")
    args = parser.parse_args()
    cores = len(os.sched_getaffinity(0))
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MPLBACKEND="Agg")
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        start = time.perf_counter()
        subprocess.run([args.synth, "generate", "--n", str(args.n), "--out", corpus, "--families", FAMILIES,
                        "--jobs", str(cores), "--quiet"], check=True, stdout=subprocess.DEVNULL)
        ours = args.n / (time.perf_counter() - start)
        rows = sqlite3.connect(corpus / "corpus.sqlite").execute(
            "SELECT family, program, scene, width, height FROM tasks JOIN pictures USING (slot)").fetchall()
    with Pool(cores) as pool:
        others = rate(pool, cairo, [(program, width) for _, program, _, width, _ in rows])
        bars = [(scene, width, height) for family, _, scene, width, height in rows if family == "bar-chart"]
        plots = rate(pool, matplotlib, bars)
    print(f"## A corpus, on {cores} cores\n\n{args.n} tasks of {FAMILIES.replace(',', ', ')}.\n")
    print("| | a second | synth is faster by |\n|---|---:|---:|")
    print(f"| synth: proposed, drawn, verified, stored | {ours:.0f} | 1.00 |")
    print(f"| a pool of CairoSVG workers: drawn | {others:.0f} | {ours / others:.2f} |")
    print(f"| a pool of matplotlib workers: bar charts drawn | {plots:.0f} | {ours / plots:.2f} |")


if __name__ == "__main__":
    if Path(sys.prefix).resolve() != (HERE / ".venv").resolve():
        if not PYTHON.exists():
            sys.exit("benches/peers/run.py makes the virtual environment that this needs; run it once before")
        os.execv(PYTHON, [PYTHON, *sys.argv])
    main()
