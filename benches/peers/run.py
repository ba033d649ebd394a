#!/usr/bin/env python3
"""Measures the sandbox and its peers side by side, in one run and on one core.

Three comparisons, each program by program with the peers in turn, so that a noisy moment of the
machine falls on all of them alike:

* SVG: every valid SVG of the corpus to a PNG, by CairoSVG warm in one process and by `synth render`,
  which gives each program a fresh sandbox;
* Python with the standard library: the golden programs, by a fresh CPython that also turns the
  program's SVG into a PNG with CairoSVG, and by `synth render`;
* Python with matplotlib: the corpus' programs by CPython, in a fresh process and warm. Figures of
  the peers alone.

The peers live in a virtual environment beside this file, made on the first run. Needs Python 3.11,
a release build of `synth`, and nothing else.
"""
import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
VENV = HERE / ".venv"
PYTHON = VENV / "bin" / "python"
FRESH = ("import runpy, sys; runpy.run_path(sys.argv[1], run_name='__main__'); "
         "import cairosvg; cairosvg.svg2png(url='output.svg', write_to='output.png', output_width=int(sys.argv[2]))")


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=ROOT / "tests/coder-corpus", metavar="DIR",
                        help="folder of SVG and Python programs with a flaws.json (default: tests/coder-corpus)")
    parser.add_argument("--golden", type=Path, default=ROOT / "tests/golden/programs", metavar="DIR",
                        help="folder of Python programs that need the standard library only")
    parser.add_argument("--synth", type=Path, default=ROOT / "target/release/synth", metavar="FILE", help="the binary to measure")
    parser.add_argument("--side", type=int, default=448, help="longest side of a picture in pixels (default: 448)")
    parser.add_argument("--rounds", type=int, default=5, metavar="K", help="timed rounds a program (default: 5)")
    parser.add_argument("--core", type=int, default=None, help="the core to run on (default: the last one allowed)")
    parser.add_argument("--limit", type=int, default=None, metavar="N", help="at most N programs a comparison, for a quick look")
    parser.add_argument("--peers-only", action="store_true", help="leave synth out, to check the peers alone")
    parser.add_argument("--output", type=Path, default=HERE / "results.md", metavar="FILE", help="where the Markdown goes")
    return parser.parse_args()


def environment() -> None:
    """Make the peers' virtual environment if it is not there, or if the pins have changed."""
    stamp, pins = VENV / "pins.txt", (HERE / "requirements.txt").read_text()
    if stamp.exists() and stamp.read_text() == pins:
        return
    print("installing the peers into", VENV.relative_to(ROOT), file=sys.stderr)
    venv.create(VENV, with_pip=True, clear=True)
    subprocess.run([PYTHON, "-m", "pip", "install", "-q", "-r", HERE / "requirements.txt"], check=True)
    stamp.write_text(pins)


def pin(core: int | None) -> None:
    """Bind this process, and so every child, to one core."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0)) if core is None else core})
    # One core for the libraries too: threads of a numeric library would only fight over it.
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MPLBACKEND="Agg")


def programs(folder: Path, suffix: str, limit: int | None) -> list[Path]:
    """The valid programs of a folder, those named in its flaws.json left out."""
    flaws = folder / "flaws.json"
    skipped = set(json.loads(flaws.read_text())) if flaws.exists() else set()
    return [path.resolve() for path in sorted(folder.glob(f"*{suffix}")) if path.name not in skipped][:limit]


class Warm:
    """The peers that stay alive between programs: a child that answers one time a job."""

    def __init__(self, side: int):
        self.side = side
        self.child = subprocess.Popen([PYTHON, HERE / "warm.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                      stderr=subprocess.DEVNULL, text=True)

    def measure(self, kind: str, path: Path) -> float:
        """Milliseconds of one job; ValueError if the peer could not do it."""
        print(json.dumps({"kind": kind, "file": str(path), "side": self.side}), file=self.child.stdin, flush=True)
        answer = json.loads(self.child.stdout.readline())
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer["millis"]

    def cairosvg(self, path: Path) -> float:
        """CairoSVG on one SVG file."""
        return self.measure("cairosvg", path)

    def matplotlib(self, path: Path) -> float:
        """matplotlib on one Python program."""
        return self.measure("matplotlib", path)


def fresh(command: list, path: Path) -> float:
    """Milliseconds of one fresh process in a folder of its own, from start to exit."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        done = subprocess.run([PYTHON, *command], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        millis = (time.perf_counter() - start) * 1e3
    if done.returncode:
        raise ValueError((done.stderr.strip().splitlines() or ["failed"])[-1])
    return millis


def sandbox(synth: Path, path: Path) -> float:
    """Milliseconds of one render in a fresh sandbox, as the binary itself measures it.

    Four renders, of which the last counts: the first ones pay for the start of the process, which
    the warm peers have behind them too.
    """
    with tempfile.TemporaryDirectory() as folder:
        command = [synth, "render", "--json", "--repeat", "4", "--out", f"{folder}/picture.png", path]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if not done.stdout.strip():
        raise ValueError((done.stderr.strip().splitlines() or ["no answer"])[-1])
    answer = json.loads(done.stdout.splitlines()[0])
    if answer["verdict"] != "ok":
        raise ValueError(str(answer["verdict"]))
    return answer["millis"][-1]


def measure(title: str, files: list[Path], peers: dict, rounds: int) -> dict:
    """Per peer and file the median of the rounds; one untimed round warms everything up.

    The peers take turns within a round, and every second round in the opposite order.
    """
    result = {"title": title, "peers": {name: {} for name in peers}, "failed": []}
    for number, path in enumerate(files, 1):
        print(f"\r{title}: {number}/{len(files)} {path.name:40.40}", end="", file=sys.stderr, flush=True)
        times, turns = {name: [] for name in peers}, dict(peers)
        for turn in range(rounds + 1):
            for name, peer in list(turns.items())[:: 1 if turn % 2 else -1]:
                try:
                    times[name].append(peer(path))
                except (ValueError, OSError) as error:
                    result["failed"].append(f"{path.name} by {name}: {error}")
                    del turns[name]
        for name in turns:
            result["peers"][name][path.name] = statistics.median(times[name][1:])
    print(file=sys.stderr)
    return result


def table(result: dict) -> str:
    """One comparison as a Markdown table, over the programs that every peer managed."""
    common = set.intersection(*(set(times) for times in result["peers"].values()))
    lines = [f"## {result['title']}", "", f"{len(common)} programs. Milliseconds a program; the ratio is to the last row.", "",
             "| | median | mean | slowest | median ratio | mean ratio |", "|---|---:|---:|---:|---:|---:|"]
    rows = {name: sorted(times[file] for file in common) for name, times in result["peers"].items()}
    for name, row in rows.items():
        if row:
            last = list(rows.values())[-1]
            middle, mean = statistics.median(row), statistics.fmean(row)
            lines.append(f"| {name} | {middle:.2f} | {mean:.2f} | {row[-1]:.2f} "
                         f"| {middle / statistics.median(last):.2f} | {mean / statistics.fmean(last):.2f} |")
    if result["failed"]:
        lines += ["", "Left out:", "", *(f"* {failure}" for failure in result["failed"])]
    return "\n".join(lines) + "\n"


def machine() -> str:
    """The processor's name and the number of cores."""
    try:
        names = [line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    except OSError:
        names = []
    return f"{names[0] if names else platform.processor() or platform.machine()}, {os.cpu_count()} cores"


def main() -> None:
    """Measure everything, print it and write it down."""
    options = arguments()
    environment()
    pin(options.core)
    warm = Warm(options.side)
    ours = {} if options.peers_only else {"synth, fresh sandbox": lambda path: sandbox(options.synth, path)}
    side = str(options.side)
    comparisons = [
        ("SVG to PNG", programs(options.corpus, ".svg", options.limit), {"CairoSVG, warm": warm.cairosvg, **ours}),
        ("Python with the standard library to PNG", programs(options.golden, ".py", options.limit),
         {"CPython + CairoSVG, fresh process": lambda path: fresh(["-c", FRESH, path, side], path), **ours}),
        ("Python with matplotlib to PNG", programs(options.corpus, ".py", options.limit),
         {"CPython + matplotlib, fresh process": lambda path: fresh([path], path),
          "CPython + matplotlib, warm": warm.matplotlib}),
    ]
    head = (f"# Side by side\n\nMachine: {machine()}; everything on one core, {options.rounds} rounds a program after one "
            f"to warm up, median of the rounds. Longest side {side} px; matplotlib at its own size.\n")
    tables = [table(measure(*comparison, options.rounds)) for comparison in comparisons]
    text = "\n".join([head, *tables])
    options.output.write_text(text)
    print(text)


if __name__ == "__main__":
    main()
