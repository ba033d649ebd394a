"""A small loop, killed at every place where it changes the disk, and gone on with.

usage: python3 benches/loop/kill.py [--synth PATH] [--out DIR] [--begun DIR] [--calls NAMES] [--every N] [--jobs N]
                                    [-- FLAGS]

strace sends SIGKILL when the loop's first thread enters a call that changes files or folders;
the same command then goes on to the end, and what it leaves is held against a run without a
break, file by file. That is done for every such call, or for every --every-th. Prints how many
places there were of each call, and each at which the two runs differ. FLAGS go to `synth
train`, also in place of those of the small loop. After so short a warm-up hardly any role has
something to learn on: with --begun all runs begin as a folder that holds a longer one.
"""
import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOOP = {
    "--warm-up": 4, "--iterations": 1, "--role-steps": "2,2,2", "--batch": 2, "--group": 2,
    "--tasks": 4, "--measured": 2, "--exam": 8, "--save-every": 1,
}
CALLS = (
    "rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,fsync,fdatasync,ftruncate"
)
# Neither decides what is computed.
QUICK = {"RAYON_NUM_THREADS": "1", "CANDLE_NUM_THREADS": "1", "CANDLE_BARRIER_POOL_SPIN_LIMIT": "200"}


class Bench:
    def __init__(self, synth, out, begun, calls, flags):
        self.synth, self.out, self.begun, self.calls = synth, out, begun, calls
        usual = [str(part) for flag in LOOP.items() if flag[0] not in flags for part in flag]
        self.loop = ["train", "--quiet", "--json", *usual, *flags]
        self.trace = ["strace", "--follow-forks", "--quiet=all", "-e", f"trace={calls}"]

    def run(self, folder, before=()):
        if self.begun and not folder.exists():
            shutil.copytree(self.begun, folder)
        command = [*before, self.synth, *self.loop, "--out", folder]
        return subprocess.run(command, env=os.environ | QUICK, capture_output=True, text=True)

    def places(self):
        """Runs a loop without a break. The calls of its first thread in order: each with its name,
        and how many there were of that name so far, which is what strace counts."""
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir(parents=True)
        log = self.out / "calls"
        ended = self.run(self.out / "whole", [*self.trace, "-o", log])
        if ended.returncode:
            sys.exit(f"a run without a break failed: {ended.stderr}")
        self.whole = files(self.out / "whole")
        lines = [line.split(maxsplit=1) for line in log.read_text().splitlines()]
        calls = [call for thread, call in lines if thread == lines[0][0] and re.match(r"\w+\(", call)]
        count = Counter()
        for call in calls:
            name = call.split("(")[0]
            count[name] += 1
            yield name, count[name], call

    def differences(self, place):
        """What is otherwise after a kill at a place."""
        name, number, _ = place
        folder = self.out / f"killed-{name}-{number}"
        inject = f"inject={name}:signal=SIGKILL:when={number}"
        killed = self.run(folder, [*self.trace, "-o", "/dev/null", "-e", inject])
        if killed.returncode != -signal.SIGKILL:
            return [f"it was not killed: exit code {killed.returncode}: {killed.stderr.strip()}"]
        ended = self.run(folder)
        if ended.returncode:
            return [f"exit code {ended.returncode}: {ended.stderr.strip()}"]
        found = files(folder)
        names = sorted(found.keys() | self.whole.keys())
        differing = [str(name) for name in names if found.get(name) != self.whole.get(name)]
        if not differing:
            shutil.rmtree(folder)
        return differing


def files(root):
    """Every file of a run, also what has no business there."""
    return {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def main():
    ours, flags = sys.argv[1:], []
    if "--" in ours:
        at = ours.index("--")
        ours, flags = ours[:at], ours[at + 1 :]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--synth", type=Path, default=ROOT / "target/release/synth")
    parser.add_argument("--out", type=Path, default=ROOT / "target/killed", help="a folder that is emptied first")
    parser.add_argument("--begun", type=Path, help="a folder with whole stages, such as an earlier run's warm-up/")
    parser.add_argument("--calls", default=CALLS, help="calls at which it is killed, as strace names them")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args(ours)
    if not shutil.which("strace"):
        sys.exit("strace is needed: apt-get install strace")
    bench = Bench(args.synth.resolve(), args.out.resolve(), args.begun, args.calls, flags)
    places = list(bench.places())[:: args.every]
    tried, wrong = Counter(), Counter()
    with ThreadPoolExecutor(args.jobs) as pool:
        for (name, _, call), differing in zip(places, pool.map(bench.differences, places)):
            tried[name] += 1
            wrong[name] += bool(differing)
            if differing:
                print(f"{call[:200]}: {'; '.join(differing)[:400]}", flush=True)
    print("| killed on entering | places | otherwise than without a break |\n|---|---|---|")
    for name, count in sorted(tried.items()):
        print(f"| `{name}` | {count} | {wrong[name]} |")
    sys.exit(1 if wrong.total() else 0)


if __name__ == "__main__":
    main()
