"""The trainer's model beside PyTorch: same weights, batch and cores, in one run.

usage: python3 benches/train/run.py [--rounds N]

Makes a virtual environment in target/train-venv unless SYNTH_TRANSFORMERS_VENV names one.
Prints milliseconds (the shortest of the rounds, which take turns, so that both see the
same machine), tokens a second, peak memory of each process, and ratios.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def environment():
    venv = Path(os.environ.get("SYNTH_TRANSFORMERS_VENV", ROOT / "target/train-venv"))
    python = venv / "bin/python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "-r", HERE / "requirements.txt"], check=True)
    return python


def bench():
    """The path of the built bench."""
    command = ["cargo", "bench", "-p", "synth-model", "--bench", "step", "--no-run"]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stderr
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    found = re.search(r"\(([^)]*deps/step-[0-9a-f]+)\)", said).group(1)
    path = Path(found)
    return path if path.is_absolute() else (ROOT / path if (ROOT / path).exists() else target / path)


def measure(command, threads):
    """Milliseconds by name, and the process' peak memory in MB."""
    count = str(threads)
    env = os.environ | {
        "RAYON_NUM_THREADS": count,
        "CANDLE_NUM_THREADS": count,
        "CANDLE_BARRIER_POOL_SPIN_LIMIT": "200",
        "OMP_NUM_THREADS": count,
    }
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command} failed")
    times = {}
    for line in out.splitlines():
        found = re.match(r"(.*?)[\t ]+([0-9.]+)(?: ms)?$", line.strip())
        if found:
            times[found.group(1).strip()] = float(found.group(2))
    return times, usage.ru_maxrss / 1024


def merge(best, new):
    times, peak = best
    for name, value in new[0].items():
        times[name] = min(value, times.get(name, value))
    return times, max(peak, new[1])


def rows(threads, ours, whole, segments, torch, torch_generation):
    t = torch[0]
    for form, found in (("whole", whole), ("segments", segments)):
        mine = found[0][f"forward and backward, {form}"]
        theirs = t["forward and backward"]
        print(
            f"| {threads} | forward and backward, {form} | {mine:.0f} ms | {theirs:.0f} ms "
            f"| {theirs / mine:.2f} | {found[1]:.0f} MB | {torch[1]:.0f} MB |"
        )
    g = torch_generation[0]
    for count in (1, 8, 32):
        mine = ours[0][f"16 steps of {count} rows"]
        theirs = g[f"prefill and 16 steps of {count} rows"] - g[f"prefill of {count} rows"]
        rate = lambda ms: 16 * count * 1000 / ms
        print(
            f"| {threads} | generation, {count} rows | {rate(mine):.0f} tokens/s "
            f"| {rate(theirs):.0f} tokens/s | {theirs / mine:.2f} | | |"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    python, binary = environment(), bench()
    print("| threads | what | ours | PyTorch | ours is so many times as fast | our peak | its peak |")
    print("|---:|---|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([binary, "--write", folder], check=True)
        for threads in (1, 2):
            commands = [
                [binary, "steps of"],
                [binary, "forward and backward, whole"],
                [binary, "forward and backward, segments"],
                [python, HERE / "beside.py", folder, str(threads), "step"],
                [python, HERE / "beside.py", folder, str(threads), "generation"],
            ]
            best = [({}, 0.0) for _ in commands]
            for _ in range(args.rounds):
                best = [merge(b, measure(c, threads)) for b, c in zip(best, commands)]
            rows(threads, *best)


main()
