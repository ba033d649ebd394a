"""The `webdataset` library reads the tar shards."""

import glob

import pytest
from corpora import same_picture

webdataset = pytest.importorskip("webdataset")


def test_samples_are_whole(corpus):
    found = set()
    for split, count in corpus.manifest("webdataset")["splits"].items():
        shards = sorted(glob.glob(f"{corpus.data('webdataset')}/{split}-*.tar"))
        data = webdataset.WebDataset(shards, shardshuffle=False).decode("pil")
        samples = list(data)
        assert [sample["__key__"] for sample in samples] == [f"{at:09}" for at in range(count)]
        for sample in samples:
            record = sample["json"]
            stored = corpus.rows[record["id"], record["tier"]]
            assert record["question"] == stored["question"]
            assert record["answer"] == stored["answer"]
            assert same_picture(sample["png"], stored)
            found.add((record["id"], record["tier"]))
    assert found == set(corpus.rows)
