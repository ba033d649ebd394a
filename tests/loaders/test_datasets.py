"""The `datasets` library reads every export it should."""

import glob
import json
import re

import datasets
import pyarrow.parquet as parquet
import pytest
from corpora import SPLITS, same_picture

TABLES = ["hf", "easyr1", "verl", "trl"]


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path)


def load(kind, corpus, name, tmp_path):
    return datasets.load_dataset(kind, data_dir=corpus.data(name), cache_dir=str(tmp_path))


def check_splits(corpus, name, loaded, key):
    """All rows are there, each in one split, and no scene in two."""
    assert {split: len(rows) for split, rows in loaded.items()} == corpus.manifest(name)["splits"]
    keys = [key(row) for rows in loaded.values() for row in rows]
    assert sorted(keys) == sorted(corpus.rows)
    scenes = {}
    for split, rows in loaded.items():
        for row in rows:
            scene = corpus.rows[key(row)]["scene"]
            assert scenes.setdefault(scene, split) == split


def plain(row):
    return row["id"], row["tier"]


def check_record(record, picture, corpus):
    stored = corpus.rows[plain(record)]
    for key in ("question", "answer", "family", "level"):
        assert record[key] == stored[key]
    assert record["kind"] == stored["typed"]["kind"]
    assert same_picture(picture, stored)


@pytest.mark.parametrize("name", TABLES)
def test_features_are_pictures_and_sequences(corpus, name, tmp_path):
    features = load("parquet", corpus, name, tmp_path)["train"].features
    if name == "hf":
        assert isinstance(features["image"], datasets.Image)
    else:
        assert isinstance(features["images"].feature, datasets.Image)


@pytest.mark.parametrize("name", TABLES)
def test_row_groups_are_small(corpus, name):
    files = glob.glob(corpus.data(name) + "/*")
    assert files
    for path in files:
        assert re.search(r"/(train|validation|test)-\d{5}-of-\d{5}\.parquet$", path)
        meta = parquet.read_metadata(path)
        for at in range(meta.num_row_groups):
            group = meta.row_group(at)
            assert group.num_rows <= 100 and group.total_byte_size < 100_000_000
        footer = json.loads(meta.metadata[b"huggingface"])
        assert '"List"' not in json.dumps(footer)


def test_hf(corpus, tmp_path):
    loaded = load("parquet", corpus, "hf", tmp_path)
    check_splits(corpus, "hf", loaded, plain)
    for rows in loaded.values():
        for row in rows:
            check_record(row, row["image"], corpus)


def test_hf_as_a_folder_with_a_card(corpus, tmp_path):
    folder = str(corpus.folder / "hf")
    loaded = datasets.load_dataset(folder, cache_dir=str(tmp_path))
    check_splits(corpus, "hf", loaded, plain)


def test_hf_streamed(corpus, tmp_path):
    pattern = {"train": corpus.data("hf") + "/train-*.parquet"}
    rows = datasets.load_dataset("parquet", data_files=pattern, streaming=True)["train"]
    count = 0
    for row in rows:
        check_record(row, row["image"], corpus)
        count += 1
    assert count == corpus.manifest("hf")["splits"]["train"]


def test_easyr1(corpus, tmp_path):
    """As EasyR1's loader does: a folder and a split, then the text cut at the marks."""
    instruction = corpus.manifest("easyr1")["options"]["instruction"]
    assert instruction
    loaded = {}
    for split in corpus.manifest("easyr1")["splits"]:
        folder = corpus.data("easyr1")
        loaded[split] = datasets.load_dataset(
            "parquet", data_dir=folder, split=split, cache_dir=str(tmp_path)
        )
        for row in loaded[split]:
            stored = corpus.rows[plain(row)]
            parts = row["problem"].split("<image>")
            assert len(parts) - 1 == len(row["images"]) == 1
            assert "".join(parts) == f"{stored['question']}\n{instruction}"
            assert same_picture(row["images"][0], stored)
    check_splits(corpus, "easyr1", loaded, plain)


def test_verl(corpus, tmp_path):
    loaded = load("parquet", corpus, "verl", tmp_path)
    check_splits(corpus, "verl", loaded, lambda row: plain(row["extra_info"]))
    raw = loaded["train"].cast_column(
        "images", datasets.Sequence(datasets.Image(decode=False))
    )
    for at, row in enumerate(raw):
        stored = corpus.rows[plain(row["extra_info"])]
        assert row["data_source"] == "synth" and row["reward_model"]["style"] == "rule"
        assert row["extra_info"]["question"] == stored["question"]
        assert row["extra_info"]["answer"] == stored["answer"]
        assert (row["extra_info"]["split"], row["extra_info"]["index"]) == ("train", at)
        assert [image["bytes"] for image in row["images"]] == [stored["png"]]


def test_imagefolder(corpus, tmp_path):
    loaded = load("imagefolder", corpus, "imagefolder", tmp_path)
    check_splits(corpus, "imagefolder", loaded, plain)
    for rows in loaded.values():
        for row in rows:
            check_record(row, row["image"], corpus)


def test_webdataset(corpus, tmp_path):
    loaded = load("webdataset", corpus, "webdataset", tmp_path)
    check_splits(corpus, "webdataset", loaded, lambda row: plain(row["json"]))
    for rows in loaded.values():
        for row in rows:
            check_record(row["json"], row["png"], corpus)


@pytest.mark.parametrize("name", ["jsonl", "ms-swift", "vlm-r1"])
def test_json_lines(corpus, name, tmp_path):
    splits = corpus.manifest(name)["splits"]
    files = {split: f"{corpus.data(name)}/{split}.jsonl" for split in splits}
    loaded = datasets.load_dataset("json", data_files=files, cache_dir=str(tmp_path))
    assert {split: len(rows) for split, rows in loaded.items()} == splits


def test_the_truth_is_the_same_everywhere(corpus, tmp_path):
    def truths(name, read):
        loaded = load("parquet", corpus, name, tmp_path)
        return {
            key: truth for split in SPLITS if split in loaded for key, truth in map(read, loaded[split])
        }

    hf = truths("hf", lambda row: (plain(row), row["ground_truth"]))
    assert truths("easyr1", lambda row: (plain(row), row["answer"])) == hf
    assert truths("trl", lambda row: (plain(row), row["ground_truth"])) == hf
    verl = lambda row: (plain(row["extra_info"]), row["reward_model"]["ground_truth"])
    assert truths("verl", verl) == hf
    for name, key in (("jsonl", "ground_truth"), ("ms-swift", "solution")):
        for split in corpus.manifest(name)["splits"]:
            for line in open(f"{corpus.data(name)}/{split}.jsonl", encoding="utf-8"):
                row = json.loads(line)
                assert row[key] == hf[plain(row)]
