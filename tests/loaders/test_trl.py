"""TRL's own preparation takes the export's rows."""

import datasets
import pytest
from corpora import same_picture

data_utils = pytest.importorskip("trl.data_utils")


def test_messages_are_prepared(corpus, tmp_path):
    loaded = datasets.load_dataset(
        "parquet", data_dir=corpus.data("trl"), cache_dir=str(tmp_path)
    )
    seen = 0
    for rows in loaded.values():
        for row in rows:
            stored = corpus.rows[row["id"], row["tier"]]
            assert data_utils.is_conversational(row)
            assert "<image>" not in row["prompt"][0]["content"]
            messages = data_utils.prepare_multimodal_messages(row["prompt"], images=row["images"])
            picture, text = messages[0]["content"]
            assert picture["type"] == "image" and same_picture(picture["image"], stored)
            instruction = corpus.manifest("trl")["options"]["instruction"]
            assert text == {"type": "text", "text": f"{stored['question']}\n{instruction}"}
            seen += 1
    assert seen == len(corpus.rows)
