"""Tiny SigLIP and CLIP checkpoints with random weights, and what transformers makes of two
pictures and three queries with them: tests/embeddings/run writes them to
src/search/embed/testdata, where `cargo test -p synth-search` compares.

Pictures are resized by Pillow, as the checkpoints were trained; newer processors of
transformers resize by torch, whose bytes differ a little.
"""

import json
import pathlib
import sys

import numpy
import torch
from PIL import Image
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import CLIPConfig, CLIPModel, SiglipConfig, SiglipModel

WORDS = "a red fox in snow the bar chart map of two blue jays on an oak tree".split()
QUERIES = ["A red fox in SNOW", "the map", " ".join(["blue oak chart of"] * 9)]
SIDE, LONGEST = 32, 16


def siglip():
    shape = dict(hidden_size=24, intermediate_size=40, num_hidden_layers=2, num_attention_heads=3)
    text = dict(shape, vocab_size=40, max_position_embeddings=LONGEST, pad_token_id=1, projection_size=24)
    vision = dict(shape, image_size=SIDE, patch_size=8)
    return SiglipModel(SiglipConfig(text_config=text, vision_config=vision))


def clip():
    shape = dict(intermediate_size=40, num_hidden_layers=2, hidden_act="quick_gelu")
    ends = dict(bos_token_id=38, eos_token_id=39, pad_token_id=39)
    text = dict(shape, **ends, hidden_size=24, num_attention_heads=3, vocab_size=40, max_position_embeddings=LONGEST)
    vision = dict(shape, hidden_size=32, num_attention_heads=4, image_size=SIDE, patch_size=8)
    return CLIPModel(CLIPConfig(text_config=text, vision_config=vision, projection_dim=20))


def tokenizer(name):
    ids = {word: at + 3 for at, word in enumerate(WORDS)} | {"<unk>": 0, "<pad>": 1, "</s>": 2}
    if name == "clip":
        ids |= {"<|start|>": 38, "<|end|>": 39}
    made = Tokenizer(models.WordLevel(ids, unk_token="<unk>"))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    form, used = ("$A </s>", ["</s>"]) if name == "siglip" else ("<|start|> $A <|end|>", ["<|start|>", "<|end|>"])
    made.post_processor = processors.TemplateProcessing(single=form, special_tokens=[(t, ids[t]) for t in used])
    return made


PROCESSORS = {
    "siglip": dict(size=dict(height=SIDE, width=SIDE), resample=3, image_mean=[0.5] * 3, image_std=[0.5] * 3),
    "clip": dict(
        size=dict(shortest_edge=SIDE), crop_size=dict(height=SIDE, width=SIDE), resample=3,
        image_mean=[0.48145466, 0.4578275, 0.40821073], image_std=[0.26862954, 0.26130258, 0.27577711],
    ),
}


def picture(seed, width, height):
    rng = numpy.random.default_rng(seed)
    patches = rng.integers(0, 256, (5, 7, 3), dtype=numpy.uint8)
    return Image.fromarray(patches).resize((width, height), Image.Resampling.BILINEAR)


def pixels(name, image):
    width, height = image.size
    if name == "clip":
        short = min(width, height)
        image = image.resize((width * SIDE // short, height * SIDE // short), Image.Resampling.BICUBIC)
        left, top = (image.width - SIDE) // 2, (image.height - SIDE) // 2
        image = image.crop((left, top, left + SIDE, top + SIDE))
    else:
        image = image.resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    settings = PROCESSORS[name]
    values = numpy.asarray(image, dtype=numpy.float32) / 255
    values = (values - numpy.float32(settings["image_mean"])) / numpy.float32(settings["image_std"])
    return torch.from_numpy(values.transpose(2, 0, 1).copy())


def unit(features):
    features = getattr(features, "pooler_output", features)
    return (features / features.norm(dim=-1, keepdim=True)).tolist()


def make(name, build, out, pictures):
    torch.manual_seed(len(name))
    model = build().float().eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn(parameter.shape) * 0.1)
    folder = out / name
    model.save_pretrained(folder)
    (folder / "preprocessor_config.json").write_text(json.dumps(PROCESSORS[name]))
    coder = tokenizer(name)
    coder.save(str(folder / "tokenizer.json"))
    coder.enable_truncation(LONGEST)
    if name == "siglip":
        (folder / "tokenizer_config.json").write_text(json.dumps(dict(pad_token="<pad>")))
        coder.enable_padding(length=LONGEST, pad_id=1, pad_token="<pad>")
    with torch.no_grad():
        seen = model.get_image_features(pixel_values=torch.stack([pixels(name, p) for p in pictures]))
        said = [model.get_text_features(input_ids=torch.tensor([coder.encode(q).ids])) for q in QUERIES]
    expected = dict(pictures=unit(seen), queries=[[q, unit(f)[0]] for q, f in zip(QUERIES, said)])
    (folder / "expected.json").write_text(json.dumps(expected))


def main():
    out = pathlib.Path(sys.argv[1])
    pictures = [picture(1, 40, 57), picture(2, 90, 33)]
    for at, image in enumerate(pictures):
        image.save(out / f"{at}.png")
    for name, build in (("siglip", siglip), ("clip", clip)):
        make(name, build, out, pictures)


main()
