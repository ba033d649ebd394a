"""verl's own dataset reads the export."""

import glob

import pytest
from corpora import same_picture

rl_dataset = pytest.importorskip("verl.utils.dataset.rl_dataset")
omegaconf = pytest.importorskip("omegaconf")


class Processor:
    """verl builds messages only for models that have a processor; it is not called."""


def test_messages_are_built(corpus, tmp_path):
    config = omegaconf.OmegaConf.create(
        {"cache_dir": str(tmp_path), "filter_overlong_prompts": False}
    )
    files = sorted(glob.glob(corpus.data("verl") + "/*.parquet"))
    rows = rl_dataset.RLHFDataset(files, None, config, processor=Processor())
    assert len(rows) == len(corpus.rows)
    instruction = corpus.manifest("verl")["options"]["instruction"]
    for at in range(len(rows)):
        row = rows[at]
        stored = corpus.rows[row["extra_info"]["id"], row["extra_info"]["tier"]]
        picture, text = row["raw_prompt"][0]["content"]
        assert picture["type"] == "image" and same_picture(picture["image"], stored)
        assert text == {"type": "text", "text": f"{stored['question']}\n{instruction}"}
        assert row["data_source"] == "synth"
    batch = rl_dataset.collate_fn([rows[0], rows[1]])
    assert len(batch["reward_model"]) == 2
