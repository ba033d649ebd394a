"""The scripts of contrib/: the Ray one on a real local Ray, the others dry.

SYNTH must name the binary.
"""

import os
import pathlib
import stat
import subprocess
import sys

import pytest
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
CONTRIB = ROOT / "contrib"
SYNTH = os.environ["SYNTH"]
SCHEDULERS = ("SYNTH_", "SLURM_", "JOB_COMPLETION_INDEX")


def environment(**more: str) -> dict[str, str]:
    bare = {k: v for k, v in os.environ.items() if not k.startswith(SCHEDULERS)}
    return bare | more


def run(*command: object, **options: object) -> subprocess.CompletedProcess:
    options.setdefault("env", environment())
    return subprocess.run([str(c) for c in command], capture_output=True, text=True, **options)


def single(folder: pathlib.Path, n: int, seed: int) -> bytes:
    made = run(SYNTH, "generate", "--n", n, "--seed", seed, "--out", folder, "--quiet")
    assert made.returncode == 0, made.stderr
    return (folder / "corpus.sqlite").read_bytes()


def test_ray_makes_and_unites_the_shards(tmp_path):
    out = tmp_path / "out"
    command = [sys.executable, CONTRIB / "ray_shards.py", "--n", 30, "--seed", 4, "--shards", 3]
    command += ["--out", out, "--synth", SYNTH, "--cpus", 1]
    made = run(*command, env=environment(RAY_USAGE_STATS_ENABLED="0", RAY_ADDRESS="local"))
    assert made.returncode == 0, made.stdout + made.stderr
    assert sorted(p.name for p in out.iterdir()) == [
        "merged",
        *(f"shard-{shard:05}-of-00003" for shard in range(3)),
    ]
    merged = (out / "merged" / "corpus.sqlite").read_bytes()
    assert merged == single(tmp_path / "single", 30, 4)


def fake(folder: pathlib.Path, name: str, script: str) -> pathlib.Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def slurm(tmp_path: pathlib.Path, task: int, **more: str) -> subprocess.CompletedProcess:
    fake(tmp_path, "scontrol", f'echo "$@" >> {tmp_path}/requeued')
    variables = {
        "SLURM_ARRAY_TASK_ID": str(task),
        "SLURM_ARRAY_TASK_COUNT": "2",
        "SLURM_ARRAY_TASK_MIN": "1",
        "SLURM_ARRAY_TASK_MAX": "2",
        "SLURM_ARRAY_JOB_ID": "77",
        "SLURM_JOB_ID": "78",
        "SYNTH_N": "8",
        "SYNTH_OUT": str(tmp_path / "out"),
        "SYNTH": SYNTH,
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
    }
    return run("bash", CONTRIB / "slurm.sh", env=environment(**(variables | more)))


def test_slurm_makes_one_shard_a_task(tmp_path):
    assert run("bash", "-n", CONTRIB / "slurm.sh").returncode == 0
    for task in (1, 2):
        made = slurm(tmp_path, task)
        assert made.returncode == 0, made.stderr
    merged = run(SYNTH, "merge", tmp_path / "out", "--out", tmp_path / "whole", "--quiet")
    assert merged.returncode == 0, merged.stderr
    whole = (tmp_path / "whole" / "corpus.sqlite").read_bytes()
    assert whole == single(tmp_path / "single", 8, 0)
    assert not (tmp_path / "requeued").exists()


@pytest.mark.parametrize("code, restarts, again", [(75, 0, True), (75, 10, False), (2, 0, False)])
def test_slurm_tries_again_after_75_alone(tmp_path, code, restarts, again):
    synth = fake(tmp_path, "fake-synth", f"exit {code}")
    ended = slurm(tmp_path, 1, SYNTH=str(synth), SLURM_RESTART_COUNT=str(restarts))
    assert ended.returncode == code
    requeued = tmp_path / "requeued"
    assert requeued.exists() == again
    if again:
        assert requeued.read_text() == "requeue 77_1\n"


def test_the_kubernetes_job_retries_what_can_be_retried():
    job = yaml.safe_load((CONTRIB / "k8s-indexed-job.yaml").read_text())
    spec = job["spec"]
    assert (job["apiVersion"], job["kind"]) == ("batch/v1", "Job")
    assert spec["completionMode"] == "Indexed" and spec["backoffLimitPerIndex"] > 0
    rules = {rule["action"]: rule for rule in spec["podFailurePolicy"]["rules"]}
    assert rules["FailIndex"]["onExitCodes"]["values"] == [2]
    assert rules["Ignore"]["onPodConditions"] == [{"type": "DisruptionTarget"}]
    pod = spec["template"]["spec"]
    assert pod["restartPolicy"] == "Never", "a failure policy needs it"
    (container,) = pod["containers"]
    assert container["name"] == rules["FailIndex"]["onExitCodes"]["containerName"]
    variables = {entry["name"]: entry["value"] for entry in container["env"]}
    assert variables["SYNTH_SHARDS"] == str(spec["completions"])


def test_the_kubernetes_command_runs_as_a_pod_would(tmp_path):
    job = yaml.safe_load((CONTRIB / "k8s-indexed-job.yaml").read_text())
    (container,) = job["spec"]["template"]["spec"]["containers"]
    arguments = [*container["command"][1:], *container["args"]]
    arguments[arguments.index("--n") + 1] = "16"
    arguments[arguments.index("/corpus")] = str(tmp_path)
    variables = {entry["name"]: entry["value"] for entry in container["env"]}
    made = run(SYNTH, *arguments, env=environment(**variables, JOB_COMPLETION_INDEX="5"))
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "shard-00005-of-00016" / "corpus.sqlite").exists()


def test_the_patch_for_missing_shards_fits_the_job(tmp_path):
    made = run(
        SYNTH, "generate", "--n", 8, "--shards", 4, "--shard", 1, "--out", tmp_path, "--quiet"
    )
    assert made.returncode == 0, made.stderr
    printed = run(SYNTH, "missing", tmp_path, "--format", "k8s")
    patch = yaml.safe_load(printed.stdout)
    assert patch["spec"]["completions"] == 3
    (container,) = patch["spec"]["template"]["spec"]["containers"]
    variables = {entry["name"]: entry["value"] for entry in container["env"]}
    assert variables == {"SYNTH_SHARDS": "4", "SYNTH_SHARD_LIST": "0,2,3"}
