#!/usr/bin/env python3
"""Holds mathruler and the grader to the same table, in one run.

The table is grader/tests/table.jsonl: pairs of answer and truth with the score that a careful reader
gives. mathruler gets the pair, the contents of \\boxed{} where there is one, and ten seconds; the
grader runs as the WebAssembly module that trainers load, so its time includes JSON both ways.
mathruler knows no kind, tolerance, unit or options, so pairs that have one are counted apart.

Needs Python 3.11 and cargo. Both live in a virtual environment beside this file, made on the first
run. Writes results.md.
"""
import argparse
import json
import multiprocessing
import os
import platform
import subprocess
import sys
import time
import venv
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
VENV = HERE / ".venv"
PYTHON = VENV / "bin" / "python"
TARGET = HERE / ".target"
MODULE = TARGET / "wasm32-wasip1/release/synth_grader_wasm.wasm"
LIMIT = 10.0
PLAIN = {"answer", "truth", "expected", "note"}


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--table", type=Path, default=ROOT / "grader/tests/table.jsonl", metavar="FILE")
    parser.add_argument("--output", type=Path, default=HERE / "results.md", metavar="FILE")
    return parser.parse_args()


def environment() -> None:
    """Make the virtual environment if it is not there, or if the pins have changed."""
    stamp, pins = VENV / "pins.txt", (HERE / "requirements.txt").read_text()
    if not stamp.exists() or stamp.read_text() != pins:
        print("installing into", VENV.relative_to(ROOT), file=sys.stderr)
        venv.create(VENV, with_pip=True, clear=True)
        subprocess.run([PYTHON, "-m", "pip", "install", "-q", "-r", HERE / "requirements.txt"], check=True)
        stamp.write_text(pins)
    subprocess.run(["cargo", "build", "-q", "--release", "--target", "wasm32-wasip1", "--target-dir", TARGET],
                   cwd=ROOT / "grader/wasm", check=True)


def peer(connection) -> None:
    """Answer pairs with mathruler until the connection closes."""
    from mathruler.grader import extract_boxed_content, grade_answer

    while True:
        try:
            answer, truth = connection.recv()
        except EOFError:
            return
        start = time.perf_counter()
        try:
            given = extract_boxed_content(answer) if "\\boxed{" in answer else answer
            right = bool(grade_answer(given, truth))
        except Exception as error:  # whatever the peer raises is its answer
            right = type(error).__name__
        connection.send((right, time.perf_counter() - start))


class Peer:
    """mathruler in a process of its own, which can be ended."""

    def __init__(self) -> None:
        self.start()

    def start(self) -> None:
        self.connection, other = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=peer, args=(other,), daemon=True)
        self.process.start()
        other.close()

    def grade(self, answer: str, truth: str):
        self.connection.send((answer, truth))
        if self.connection.poll(LIMIT):
            return self.connection.recv()
        self.process.kill()
        self.process.join()
        self.start()
        return "no answer in 10 s", LIMIT


class Grader:
    """The grader as trainers load it."""

    def __init__(self) -> None:
        from wasmtime import Instance, Module, Store

        self.store = Store()
        module = Module.from_file(self.store.engine, str(MODULE))
        assert not module.imports, "the module must import nothing"
        self.exports = Instance(self.store, module, []).exports(self.store)

    def grade(self, pair: dict):
        start = time.perf_counter()
        record = json.dumps({name: pair[name] for name in pair if name not in ("expected", "note")}).encode()
        at = self.exports["synth_alloc"](self.store, len(record))
        self.exports["memory"].write(self.store, record, at)
        packed = self.exports["synth_explain"](self.store, at, len(record))
        where, length = packed >> 32, packed & 0xFFFFFFFF
        scored = json.loads(self.exports["memory"].read(self.store, where, where + length))
        return scored["score"] == 1, scored["reason"], time.perf_counter() - start


def compare(pairs: list) -> list:
    """One row a pair: the pair, what each says, and how long it took."""
    theirs, ours = Peer(), Grader()
    # The first call of each loads what later calls find loaded.
    theirs.grade("1", "2"), ours.grade(pairs[0])
    rows = []
    for pair in pairs:
        verdict, their_time = theirs.grade(pair["answer"], pair["truth"])
        right, reason, our_time = ours.grade(pair)
        rows.append({"pair": pair, "mathruler": verdict, "grader": right, "reason": reason,
                     "times": (their_time, our_time)})
    return rows


def counts(rows: list, who: str) -> Counter:
    """How often one was right, too strict, too lenient, or failed."""
    count = Counter()
    for row in rows:
        said, expected = row[who], bool(row["pair"]["expected"])
        if not isinstance(said, bool):
            count["failed"] += 1
        elif said == expected:
            count["right"] += 1
        else:
            count["lenient" if said else "strict"] += 1
    return count


def cell(text: str) -> str:
    """A text as code in a cell of a Markdown table."""
    shown = text.replace("\n", "⏎").replace("|", "\\|")
    shown = "".join(c if c.isprintable() else f"⟨{ord(c):x}⟩" for c in shown)
    return f"`{shown}`" if shown and "`" not in shown else f"“{shown}”"


def summary(title: str, rows: list) -> list:
    """The table of counts for some rows."""
    lines = [f"### {title}: {len(rows)} pairs", "", "| | as a reader judges | too strict | too lenient | raised or ran out of time | median | worst |",
             "|---|---:|---:|---:|---:|---:|---:|"]
    for at, who in enumerate(("mathruler", "grader")):
        count, times = counts(rows, who), sorted(row["times"][at] for row in rows)
        share = 100 * count["right"] / len(rows)
        lines.append(f"| {who} | {count['right']} ({share:.1f} %) | {count['strict']} | {count['lenient']} | {count['failed']} "
                     f"| {times[len(times) // 2] * 1e6:.0f} µs | {times[-1] * 1e6:.0f} µs |")
    return lines + [""]


def disagreements(rows: list) -> list:
    """Every pair on which the two differ, by what it guards, with the verdict of the table."""
    differ = [row for row in rows if row["mathruler"] != row["grader"]]
    fault = sum(row["grader"] != bool(row["pair"]["expected"]) for row in differ)
    lines = [f"## The {len(differ)} disagreements, judged", "",
             f"The judgement is the table's, made by reading the pair. It sides with the grader {len(differ) - fault} times and "
             f"with mathruler {fault} times. Whoever judges otherwise finds the pair in `grader/tests/table.jsonl`.", "",
             "| answer | truth | mathruler | grader | a reader | what the pair is about |", "|---|---|---|---|---|---|"]
    word = {True: "right", False: "wrong"}
    for row in differ:
        pair = row["pair"]
        more = ", ".join(f"{name} {pair[name]}" for name in pair if name not in PLAIN)
        truth = cell(pair["truth"]) + (f" ({more})".replace("|", "\\|") if more else "")
        said = word.get(row["mathruler"], row["mathruler"])
        lines.append(f"| {cell(pair['answer'])} | {truth} | {said} | {word[row['grader']]} | {word[bool(pair['expected'])]} | {pair['note']} |")
    return lines + [""]


def main() -> None:
    """Make the environment, run inside it, compare, write."""
    options = arguments()
    if Path(sys.prefix) != VENV:
        environment()
        os.execv(PYTHON, [str(PYTHON), *sys.argv])
    pairs = [json.loads(line) for line in options.table.read_text().splitlines()]
    rows = compare(pairs)
    plain = [row for row in rows if set(row["pair"]) <= PLAIN]
    rest = [row for row in rows if not set(row["pair"]) <= PLAIN]
    lines = ["# The grader beside mathruler", "",
             "Made by `python3 benches/grader/run.py`: mathruler 0.1.0 with sympy 1.14.0, and the grader as the WebAssembly module that "
             "trainers load (JSON both ways and Python's calls included in its times). The same pairs in one run, "
             f"Python {platform.python_version()}. The table was written with the grader, so that it holds is the least to ask; "
             "what it shows is where an answer's writing decides a reward.", ""]
    lines += summary("Answer and truth alone", plain)
    lines += summary("With a kind, tolerance, unit or options, which mathruler cannot be told", rest)
    lines += disagreements(rows)
    options.output.write_text("\n".join(lines))
    print("\n".join(lines[:20]))


if __name__ == "__main__":
    main()
