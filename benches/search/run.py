"""Indexing and search on a repository of real pictures: Debian's openclipart-png.

usage: python3 benches/search/run.py [FOLDER]

FOLDER is a folder of pictures whose names say what they show; without it the package is
downloaded with `apt-get download` and unpacked to target/openclipart. Prints the table of
results.md.
"""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def clipart():
    folder = ROOT / "target/openclipart"
    if not (folder / "usr").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["apt-get", "download", "openclipart-png"], cwd=folder, check=True)
        package = next(folder.glob("*.deb"))
        subprocess.run(["dpkg", "-x", package, folder], check=True)
    return folder / "usr/share/openclipart/png"


def main():
    pictures = Path(sys.argv[1]) if len(sys.argv) > 1 else clipart()
    build = ["cargo", "build", "--quiet", "--release", "-p", "synth-search", "--example", "measure"]
    subprocess.run(build, cwd=ROOT, check=True)
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    measure = target / "release/examples/measure"
    print("| what | |\n|---|---:|")
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"RAYON_NUM_THREADS": "2"}
        run = subprocess.run([measure, pictures, folder], env=env, check=True, capture_output=True, text=True)
        for line in run.stdout.splitlines():
            print("| " + line.replace("\t", " | ") + " |")
        files = sorted(path for path in Path(folder).rglob("*") if path.is_file())
        print(f"| megabytes of the repository | {sum(f.stat().st_size for f in files) / 1e6:.0f} |")


main()
