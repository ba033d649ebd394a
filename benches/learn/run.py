"""What the tiny preset learns: three seeds and a control, before and after GRPO.

usage: python3 benches/learn/run.py [--synth PATH] [--out DIR] [--seeds 0,1,2] [--jobs N]

Each seed has its own corpus, tokenizer, weights, order and draws. The control is the
first seed again with grades dealt out at random; it shares the corpus. Runs that are
over are not run again. With --jobs 2 two courses share the cores, one thread each.

A gain is the accuracy after GRPO less that before, on the same held-out questions. Its
95 % interval comes twice: from a paired bootstrap that draws seeds and questions, and
from Student's t over the seeds' gains.
"""
import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benches"))
from intervals import percent, student  # noqa: E402

DRAWS = 2000


def train(synth, out, seed, extra, threads):
    """Runs one course to its end, on from where it stands."""
    if (out / "exams/grpo.json").exists():
        return
    command = [synth, "train", "--preset", "tiny", "--out", out, "--seed", str(seed), "--quiet", *extra]
    env = os.environ | {"CANDLE_BARRIER_POOL_SPIN_LIMIT": "200"}
    if threads:
        env |= {"RAYON_NUM_THREADS": str(threads), "CANDLE_NUM_THREADS": str(threads)}
    begun = time.monotonic()
    subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
    (out / "seconds").write_text(f"{time.monotonic() - begun:.0f}")


def marks(out, stage):
    """By family: by question, whether it was answered rightly."""
    found = {}
    for mark in json.loads((out / "exams" / f"{stage}.json").read_text())["marks"]:
        found.setdefault(mark["family"], {})[mark["name"]] = int(mark["right"])
    found["all"] = {name: right for family in found.values() for name, right in family.items()}
    return found


def gains(out):
    """By family: by question, the gain, minus one to one."""
    before, after = marks(out, "warm-up"), marks(out, "grpo")
    return {family: {name: after[family][name] - right for name, right in of.items()} for family, of in before.items()}


def bootstrap(runs, draws=DRAWS):
    """The middle 95 % of means of means: of runs drawn, and of questions drawn for all of them."""
    rng = random.Random(0)
    names = sorted({name for run in runs for name in run})
    means = []
    for _ in range(draws):
        weight = Counter(rng.choices(names, k=len(names)))
        drawn = rng.choices(runs, k=len(runs))
        means.append(statistics.fmean(weighted(run, weight) for run in drawn))
    means.sort()
    return means[int(0.025 * draws)], means[int(0.975 * draws) - 1]


def weighted(run, weight):
    return sum(weight[name] * gain for name, gain in run.items()) / sum(weight[name] for name in run)


def table(runs, control):
    accuracy = lambda stage, family: statistics.fmean(
        statistics.fmean(marks(run, stage)[family].values()) for run in runs
    )
    found, dealt = [gains(run) for run in runs], gains(control)
    families = sorted(found[0].keys() - {"all"}) + ["all"]
    yield "| family | most frequent | after warm-up | after GRPO | gain, bootstrap | gain, t over seeds | gain with shuffled grades |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for family in families:
        of = [run[family] for run in found]
        each = [statistics.fmean(run.values()) for run in of]
        mean = statistics.fmean(each)
        cells = [percent(accuracy(stage, family)) for stage in ("most-frequent", "warm-up", "grpo")]
        cells += [percent(mean, bootstrap(of)), percent(mean, student(each))]
        cells.append(percent(statistics.fmean(dealt[family].values()), bootstrap([dealt[family]])))
        yield f"| {family} | {' | '.join(cells)} |"


def main():
    flags = argparse.ArgumentParser()
    flags.add_argument("--synth", type=Path, default=ROOT / "target/release/synth")
    flags.add_argument("--out", type=Path, default=ROOT / "target/learn")
    flags.add_argument("--seeds", default="0,1,2,3,4")
    flags.add_argument("--jobs", type=int, default=1)
    args = flags.parse_args()
    seeds = [int(seed) for seed in args.seeds.split(",")]
    args.out.mkdir(parents=True, exist_ok=True)
    runs = [args.out / f"seed-{seed}" for seed in seeds]
    control = args.out / "shuffled"
    dealt = ["--shuffle-grades", "--store", runs[0] / "corpus"]
    threads = max(1, os.cpu_count() // args.jobs) if args.jobs > 1 else None
    with ThreadPoolExecutor(args.jobs) as pool:
        begun = [pool.submit(train, args.synth, run, seed, [], threads) for run, seed in zip(runs, seeds)]
        begun[0].result()
        begun.append(pool.submit(train, args.synth, control, seeds[0], dealt, threads))
        for course in begun:
            course.result()
    print("\n".join(table(runs, control)))
    for run in [*runs, control]:
        seconds = run / "seconds"
        questions = len(marks(run, "grpo")["all"])
        print(f"{run.name}: {seconds.read_text() if seconds.exists() else '?'} s, {questions} held-out questions")


if __name__ == "__main__":
    main()
