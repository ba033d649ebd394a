"""The corpora that the exports came from, read with sqlite3 alone."""

import hashlib
import io
import json
import os
import pathlib
import sqlite3

from PIL import Image

SPLITS = ("train", "validation", "test")


class Corpus:
    """A folder with `corpus/` and one folder a format."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        database = sqlite3.connect(self.folder / "corpus" / "corpus.sqlite")
        rows = database.execute(
            "SELECT id, tier, text, answer, answer_json, family, level, png, scene_hash FROM tasks "
            "JOIN questions USING (slot) JOIN pictures USING (slot)"
        )
        names = "id tier question answer typed family level png scene".split()
        records = [dict(zip(names, row)) for row in rows]
        for record in records:
            record["typed"] = json.loads(record["typed"])
        self.rows = {(record["id"], record["tier"]): record for record in records}
        assert self.rows

    def data(self, name):
        return str(self.folder / name / "data")

    def manifest(self, name):
        return json.loads((self.folder / name / "manifest.json").read_text())

    def reward(self, name):
        return str(self.folder / name / "reward.py")

    def by_question(self, name):
        """The stored row behind a prompt, for formats whose loader keeps no id."""
        instruction = self.manifest(name)["options"]["instruction"]
        tail = f"\n{instruction}" if instruction else ""
        found = {}
        for row in self.rows.values():
            found.setdefault(row["question"] + tail, []).append(row)
        return found


def pixels(picture):
    """Size and pixels of a picture, as bytes of a PNG file or as PIL's."""
    if isinstance(picture, bytes):
        picture = Image.open(io.BytesIO(picture))
    assert picture.mode == "RGB"
    return picture.size, hashlib.sha256(picture.tobytes()).hexdigest()


def same_picture(picture, row):
    return pixels(picture) == pixels(row["png"])


def folders():
    """The folders named by SYNTH_LOADERS, separated by colons."""
    named = os.environ.get("SYNTH_LOADERS")
    if not named:
        raise RuntimeError("start these tests with tests/loaders/run: SYNTH_LOADERS is not set")
    return named.split(":")
