"""VLM-R1 is in no registry: what its loader does with a line is done here again."""

import json
import os

from corpora import same_picture
from PIL import Image


def test_lines_are_read(corpus):
    seen = set()
    for split in corpus.manifest("vlm-r1")["splits"]:
        folder = corpus.data("vlm-r1")
        for line in open(os.path.join(folder, f"{split}.jsonl"), encoding="utf-8"):
            item = json.loads(line)
            identity, tier = item["id"].rsplit("-", 1)
            stored = corpus.rows[identity, tier]
            human, gpt = item["conversations"]
            assert (human["from"], gpt["from"]) == ("human", "gpt")
            assert human["value"] == f"<image>{stored['question']}"
            assert gpt["value"] == stored["answer"]
            assert same_picture(Image.open(os.path.join(folder, item["image"])), stored)
            assert item["accu_reward_method"] in ("mcq", "yes_no", "math", "default")
            seen.add((identity, tier))
    assert seen == set(corpus.rows)
