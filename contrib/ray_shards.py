#!/usr/bin/env python3
"""Makes the shards of a corpus as Ray tasks, and unites them.

    python contrib/ray_shards.py --n 100000 --seed 1 --shards 16 --out /shared/corpus

All nodes must see OUT and have the synth binary. Tasks hand paths around, not
pictures: a shard is a folder, OUT/shard-00003-of-00016. What is behind `--` goes to
`synth generate` as it is, such as `-- --families maze --level 3`.

Exit codes are those of synth: 75 from a shard is tried again, anything else is not.
"""

import argparse
import os
import subprocess
import sys

import ray

RETRY = 75


class TryAgain(Exception):
    """The shard ended with 75: nothing is lost, and another try may do better."""


def make_shard(synth: str, flags: list[str], out: str, shard: int, shards: int) -> str:
    """Makes one shard and returns its folder."""
    command = [synth, "generate", "--out", out, "--shards", str(shards), "--shard", str(shard)]
    done = subprocess.run(command + ["--quiet"] + flags, capture_output=True, text=True)
    if done.returncode == RETRY:
        raise TryAgain(done.stderr)
    if done.returncode != 0:
        raise RuntimeError(f"shard {shard} ended with {done.returncode}: {done.stderr}")
    return os.path.join(out, f"shard-{shard:05}-of-{shards:05}")


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--n", type=int, required=True, help="tasks, all shards together")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--shards", type=int, required=True)
    parser.add_argument("--out", required=True, help="folder that all nodes see")
    parser.add_argument("--merged", help="folder of the united corpus; OUT/merged if left out")
    parser.add_argument("--synth", default=os.environ.get("SYNTH", "synth"), help="the binary")
    parser.add_argument("--cpus", type=int, default=2, help="cores a shard")
    parser.add_argument("--retries", type=int, default=5, help="tries after a 75, or a lost node")
    parser.add_argument("flags", nargs="*", help="behind --: further flags of synth generate")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    args = parse(arguments)
    out = os.path.abspath(args.out)
    flags = ["--n", str(args.n), "--seed", str(args.seed), "--jobs", str(args.cpus), *args.flags]
    task = ray.remote(
        num_cpus=args.cpus, max_retries=args.retries, retry_exceptions=[TryAgain]
    )(make_shard)
    ray.init(ignore_reinit_error=True)
    waiting = {
        task.remote(args.synth, flags, out, shard, args.shards): shard
        for shard in range(args.shards)
    }
    failed = 0
    while waiting:
        (done, *_), _ = ray.wait(list(waiting), num_returns=1)
        shard = waiting.pop(done)
        try:
            print(ray.get(done), flush=True)
        except (ray.exceptions.RayError, TryAgain, RuntimeError) as error:
            failed += 1
            print(f"shard {shard}: {error}", file=sys.stderr)
    if failed:
        print(f"{failed} shards failed; run the same command again", file=sys.stderr)
        return 1
    merged = args.merged or os.path.join(out, "merged")
    return subprocess.run([args.synth, "merge", out, "--out", merged, "--quiet"]).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
