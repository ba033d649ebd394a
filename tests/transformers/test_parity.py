"""Checkpoints of many shapes, made at random: the model's logits, loss, gradients and greedy
tokens beside those of transformers, and what it saves, loaded by transformers again."""

import json
import os
import pathlib
import subprocess

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import (
    AutoModelForImageTextToText,
    Qwen2_5_VLConfig,
    Qwen2_5_VLForConditionalGeneration,
    Qwen3VLConfig,
    Qwen3VLForConditionalGeneration,
)

torch.set_num_threads(1)
PROBE = os.environ["PROBE"]
VOCABULARY = 200
TOKENS = dict(image_token_id=190, video_token_id=191, vision_start_token_id=192, vision_end_token_id=193)


def qwen2_5(*, hidden=48, heads=6, kv=2, layers=3, sections=(1, 1, 2), window=56, full=(1,), depth=3, tied=False, **rest):
    text = dict(
        vocab_size=VOCABULARY, hidden_size=hidden, intermediate_size=80, num_hidden_layers=layers,
        num_attention_heads=heads, num_key_value_heads=kv, max_position_embeddings=512, rms_norm_eps=1e-6,
        rope_parameters=dict(rope_type="default", rope_theta=1e6, mrope_section=list(sections)), pad_token_id=None,
    )
    vision = dict(
        depth=depth, hidden_size=32, intermediate_size=44, num_heads=4, patch_size=14, window_size=window,
        out_hidden_size=hidden, fullatt_block_indexes=list(full),
    )
    config = Qwen2_5_VLConfig(text_config=text, vision_config=vision, tie_word_embeddings=tied, **TOKENS, **rest)
    return Qwen2_5_VLForConditionalGeneration(config)


def qwen3(*, hidden=40, heads=4, kv=4, dim=16, layers=4, sections=(4, 2, 2), deep=(0, 2), depth=4, grid=36, tied=False, bias=False, act="gelu_pytorch_tanh"):
    text = dict(
        vocab_size=VOCABULARY, hidden_size=hidden, intermediate_size=72, num_hidden_layers=layers, head_dim=dim,
        num_attention_heads=heads, num_key_value_heads=kv, max_position_embeddings=512, attention_bias=bias,
        rope_parameters=dict(rope_type="default", rope_theta=5e5, mrope_section=list(sections), mrope_interleaved=True),
        pad_token_id=7,
    )
    vision = dict(
        depth=depth, hidden_size=24, intermediate_size=36, num_heads=3, patch_size=16, out_hidden_size=hidden,
        num_position_embeddings=grid, deepstack_visual_indexes=list(deep), hidden_act=act,
    )
    config = Qwen3VLConfig(text_config=text, vision_config=vision, tie_word_embeddings=tied, **TOKENS)
    return Qwen3VLForConditionalGeneration(config)


CASES = {
    "2.5": lambda: qwen2_5(),
    "2.5-tied": lambda: qwen2_5(tied=True, kv=6),
    "2.5-wide-window": lambda: qwen2_5(window=112, full=()),
    "2.5-all-full": lambda: qwen2_5(full=(0, 1, 2), kv=1),
    "3": lambda: qwen3(),
    "3-tied-grouped": lambda: qwen3(tied=True, kv=2),
    "3-bias": lambda: qwen3(bias=True, kv=1),
    "3-no-deepstack": lambda: qwen3(deep=()),
    "3-many-deepstack": lambda: qwen3(deep=(0, 1, 3), dim=20, sections=(4, 3, 3)),
    "3-gelu": lambda: qwen3(act="gelu", grid=100),
}


def build(name):
    torch.manual_seed(sum(map(ord, name)))
    model = CASES[name]().float().eval()
    with torch.no_grad():
        for p in model.parameters():
            p.add_(torch.randn(p.shape) * 0.1) if p.dim() == 1 else p.mul_(7)
    return model


def rows(model):
    """Rows with one picture, two pictures and none; a long one among them."""
    vision = model.config.vision_config
    width = 3 * 2 * vision.patch_size**2
    made = []
    for before, grids, after in ((5, [(1, 6, 10)], 20), (2, [(1, 4, 4), (1, 12, 6)], 9), (150, [], 0)):
        ids, pictures = torch.randint(0, 189, (before,)).tolist(), []
        for t, h, w in grids:
            ids += [192] + [190] * (t * h * w // 4) + [193, 11]
            pictures.append((torch.randn(t * h * w, width), torch.tensor([t, h, w])))
        made.append((ids + torch.randint(0, 189, (after,)).tolist(), pictures))
    return made


def forward(model, ids, pictures, **more):
    ids = torch.tensor([ids])
    if pictures:
        more["pixel_values"] = torch.cat([p for p, _ in pictures])
        more["image_grid_thw"] = torch.stack([g for _, g in pictures])
    # What transformers keeps from an earlier picture must not reach a text.
    model.model.rope_deltas = None
    kinds = (ids == TOKENS["image_token_id"]).int()
    return dict(input_ids=ids, mm_token_type_ids=kinds, attention_mask=torch.ones_like(ids), **more)


def probe(folder, made, out):
    tensors = {}
    for i, (ids, pictures) in enumerate(made):
        tensors[f"ids.{i}"] = torch.tensor(ids)
        for k, (pixels, grid) in enumerate(pictures):
            tensors[f"pixels.{i}.{k}"], tensors[f"grid.{i}.{k}"] = pixels, grid
    out.mkdir()
    save_file(tensors, out / "rows.safetensors")
    subprocess.run([PROBE, folder, out / "rows.safetensors", out], check=True)
    return load_file(out / "result.safetensors")


def off(found, expected):
    return ((found - expected).abs().max() / expected.abs().max().clamp(min=1e-12)).item()


@pytest.mark.parametrize("name", CASES)
def test_equal(name, tmp_path):
    model = build(name)
    model.save_pretrained(tmp_path / "model")
    made = rows(model)
    found = probe(tmp_path / "model", made, tmp_path / "out")
    losses, count = 0, 0
    for i, (ids, pictures) in enumerate(made):
        logits = model(**forward(model, ids, pictures)).logits[0]
        assert off(found[f"logits.{i}"], logits.detach()) < 1e-4, i
        losses = losses + torch.nn.functional.cross_entropy(logits[:-1], torch.tensor(ids[1:]), reduction="sum")
        count += len(ids) - 1
    loss = losses / count
    assert abs(found["loss"].item() - loss.item()) < 1e-5 * loss.item()
    loss.backward()
    names = {n: p.grad for n, p in model.named_parameters() if p.grad is not None}
    assert {n[5:] for n in found if n.startswith("grad.")} == set(names)
    for parameter, gradient in names.items():
        assert off(found["grad." + parameter], gradient) < 1e-3, parameter
    for i, (ids, pictures) in enumerate(made):
        inputs = forward(model, ids, pictures, max_new_tokens=16, do_sample=False, eos_token_id=-1)
        expected = model.generate(**inputs)[0, len(ids):].tolist()
        assert found[f"greedy.{i}"].tolist() == expected, i


@pytest.mark.parametrize("name", CASES)
def test_saved_loads_in_transformers(name, tmp_path):
    model = build(name)
    model.save_pretrained(tmp_path / "model")
    made = rows(model)
    probe(tmp_path / "model", made, tmp_path / "out")
    saved = tmp_path / "out" / "saved"
    again, report = AutoModelForImageTextToText.from_pretrained(saved, output_loading_info=True)
    assert not any(report[kind] for kind in ("missing_keys", "unexpected_keys", "mismatched_keys")), report
    for ids, pictures in made:
        with torch.no_grad():
            a = model(**forward(model, ids, pictures)).logits
            b = again.eval()(**forward(again, ids, pictures)).logits
        assert torch.equal(a, b)


@pytest.mark.parametrize("name", ["2.5-tied", "3"])
def test_shards_halves_and_old_configs(name, tmp_path):
    model = build(name).to(torch.bfloat16)
    model.save_pretrained(tmp_path / "model", max_shard_size="60KB")
    assert not (tmp_path / "model" / "model.safetensors").exists()
    path = tmp_path / "model" / "config.json"
    config = json.loads(path.read_text())
    text = config["text_config"]
    rope = text.pop("rope_parameters")
    text["rope_theta"] = rope["rope_theta"]
    kind = dict(type="mrope") if name.startswith("2.5") else dict(rope_type="default", mrope_interleaved=True)
    text["rope_scaling"] = dict(kind, mrope_section=rope["mrope_section"])
    config["vision_config"].pop("rope_parameters")
    text["tie_word_embeddings"] = config.pop("tie_word_embeddings")
    if name.startswith("2.5"):
        config.update(config.pop("text_config"), model_type="qwen2_5_vl")
    path.write_text(json.dumps(config))
    made = rows(model)
    found = probe(tmp_path / "model", made, tmp_path / "out")
    model = AutoModelForImageTextToText.from_pretrained(tmp_path / "model", dtype=torch.float32).eval()
    for i, (ids, pictures) in enumerate(made):
        with torch.no_grad():
            logits = model(**forward(model, ids, pictures)).logits[0]
        assert off(found[f"logits.{i}"], logits) < 1e-4, i
