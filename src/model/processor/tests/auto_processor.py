"""Prints what `AutoProcessor` of a folder makes of the chats in its `chats.json`."""
import json
import sys

import numpy as np
from PIL import Image
from transformers import AutoProcessor
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

folder = sys.argv[1]
processor = AutoProcessor.from_pretrained(folder)
# The processor in use by default resizes by torchvision, which is not Pillow to the byte.
pillow = Qwen2VLImageProcessorPil.from_pretrained(folder)


def look(chat):
    w, h = chat["width"], chat["height"]
    at = np.arange(3 * w * h)
    image = Image.fromarray(((at * 37 + at // 7 * 11) % 256).astype(np.uint8).reshape(h, w, 3))
    content = [{"type": "image", "image": image}, {"type": "text", "text": chat["text"]}]
    out = processor.apply_chat_template(
        [{"role": "user", "content": content}], add_generation_prompt=True, tokenize=True,
        return_dict=True, return_tensors="pt")
    pixels = pillow(images=[image], return_tensors="np")
    assert out["image_grid_thw"].tolist() == pixels["image_grid_thw"].tolist()
    ids = out["input_ids"][0].tolist()
    return {"ids": ids, "grid": pixels["image_grid_thw"][0].tolist(),
            "values": pixels["pixel_values"].reshape(-1).astype(float).tolist(),
            "decoded": processor.tokenizer.decode(ids, skip_special_tokens=True)}


chats = [look(chat) for chat in json.load(open(f"{folder}/chats.json"))]
print(json.dumps({"class": type(processor).__name__, "chats": chats}))
