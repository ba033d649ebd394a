"""What the loop comes to from nothing: three seeds, each with the Solver alone beside it.

usage: python3 benches/loop/run.py [--synth PATH] [--out DIR] [--seeds 0,1,2] [--jobs N] [-- FLAGS]

Runs `synth train --control` for each seed, unless it is over, and prints what every
iteration was worth. Intervals of 95 % are by Student's t over the seeds. With --jobs 2 two
runs share the cores, one thread each. FLAGS go to `synth train`.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benches"))
from intervals import percent, student  # noqa: E402


def train(synth, out, seed, flags, threads):
    """Runs one loop to its end, on from where it stands."""
    if (out / "control/marks.json").exists():
        return
    command = [synth, "train", "--out", out, "--seed", str(seed), "--control", "--quiet", *flags]
    env = os.environ | {"CANDLE_BARRIER_POOL_SPIN_LIMIT": "200"}
    if threads:
        env |= {"RAYON_NUM_THREADS": str(threads), "CANDLE_NUM_THREADS": str(threads)}
    begun = time.monotonic()
    subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
    (out / "seconds").write_text(f"{time.monotonic() - begun:.0f}")


def points(values, seeds):
    """Their mean with its interval, and of how many seeds, where some had nothing to learn on."""
    if not values:
        return "nothing to learn on"
    of = "" if len(values) == seeds else f" (of {len(values)})"
    return percent(statistics.fmean(values), student(values) if len(values) > 1 else None) + of


def share(values):
    return percent(statistics.fmean(values))


def rise(rows, role, share=None):
    """By how much a role's reward, or a share beside it, rose over its training; not at all where that was undone."""
    def of(measure):
        return measure["shares"].get(share, 0.0) if share else measure["reward"]["mean"]

    gains = [row[role] for row in rows if row[role]]
    return [0.0 if gain.get("undone") else of(gain["after"]) - of(gain["before"]) for gain in gains]


def learnt(rows):
    """By how much the Solver was right more often in the last than in the first steps of its training."""
    return [row["solver"][1]["mean"] - row["solver"][0]["mean"] for row in rows if row["solver"]]


def table(tables):
    yield "| | Proposer's reward | Coder's reward | drawings that render | drawings that pass | Solver's answers, on its tasks | tasks kept | held-out accuracy | gain over warm-up |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    yield f"| warm-up | | | | | | | {share([t['first']['mean'] for t in tables])} | |"
    for at in range(len(tables[0]["rows"])):
        rows = [t["rows"][at] for t in tables]
        gains = [row["accuracy"]["mean"] - t["first"]["mean"] for row, t in zip(rows, tables)]
        kept = statistics.fmean(row["tasks"][0] for row in rows)
        rises = [("proposer", None), ("coder", None), ("coder", "rendered"), ("coder", "sound")]
        cells = [points(rise(rows, role, share), len(rows)) for role, share in rises]
        cells += [points(learnt(rows), len(rows)), f"{kept:.0f}", share([row["accuracy"]["mean"] for row in rows]), points(gains, len(rows))]
        yield f"| iteration {at + 1} | {' | '.join(cells)} |"
    gains = [t["control"]["mean"] - t["first"]["mean"] for t in tables]
    yield f"| Solver alone | | | | | | | {share([t['control']['mean'] for t in tables])} | {points(gains, len(tables))} |"
    over = [t["rows"][-1]["accuracy"]["mean"] - t["control"]["mean"] for t in tables]
    yield f"| the loop over it | | | | | | | | {points(over, len(tables))} |"


def main():
    flags = argparse.ArgumentParser()
    flags.add_argument("--synth", type=Path, default=ROOT / "target/release/synth")
    flags.add_argument("--out", type=Path, default=ROOT / "target/loop")
    flags.add_argument("--seeds", default="0,1,2")
    flags.add_argument("--jobs", type=int, default=1)
    flags.add_argument("flags", nargs="*")
    args = flags.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    runs = {int(seed): args.out / f"seed-{seed}" for seed in args.seeds.split(",")}
    threads = max(1, os.cpu_count() // args.jobs) if args.jobs > 1 else None
    with ThreadPoolExecutor(args.jobs) as pool:
        begun = [pool.submit(train, args.synth, run, seed, args.flags, threads) for seed, run in runs.items()]
        for run in begun:
            run.result()
    tables = [json.loads((run / "table.json").read_text()) for run in runs.values()]
    print("\n".join(table(tables)))
    for seed, (run, found) in zip(runs, zip(runs.values(), tables)):
        seconds = run / "seconds"
        took = seconds.read_text() if seconds.exists() else "?"
        gain, over = (percent(f["mean"], (f["low"], f["high"])) for f in (found["gain"], found["over_control"]))
        print(f"seed {seed}: {took} s; gain {gain}; over the Solver alone {over}, by bootstrap over questions")


if __name__ == "__main__":
    main()
