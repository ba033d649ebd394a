"""ms-swift's own loader reads the export."""

import os

import pytest
from corpora import same_picture

swift = pytest.importorskip("swift.dataset")


def test_rows_are_loaded(corpus, monkeypatch):
    monkeypatch.setenv("ROOT_IMAGE_DIR", corpus.data("ms-swift"))
    from swift.template.vision_utils import load_image

    instruction = corpus.manifest("ms-swift")["options"]["instruction"]
    seen = set()
    for split, count in corpus.manifest("ms-swift")["splits"].items():
        path = os.path.join(corpus.data("ms-swift"), f"{split}.jsonl")
        rows, none = swift.load_dataset(
            path, strict=True, load_from_cache_file=False, remove_unused_columns=False
        )
        assert none is None and len(rows) == count
        for row in rows:
            stored = corpus.rows[row["id"], row["tier"]]
            text = row["messages"][0]["content"]
            assert text == f"<image>{stored['question']}\n{instruction}"
            [image] = row["images"]
            path = image["path"] if isinstance(image, dict) else image
            assert same_picture(load_image(path), stored)
            assert row["solution"]
            seen.add((row["id"], row["tier"]))
    assert seen == set(corpus.rows)
