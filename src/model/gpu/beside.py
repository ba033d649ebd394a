"""The steps of `gpu speed` in PyTorch: same shape, same rows, one line of JSON each.

usage: python3 beside.py SHAPE.json [--device cuda] [--dtype bf16] [--lora RANK] [--steps N]
           [--questions N] [--group N] [--rows N] [--side N] [--text N] [--completion N]

Needs PyTorch and transformers; weights are random, and nothing is fetched.
"""
import argparse
import json
import time

import torch
from transformers import Qwen3VLConfig, Qwen3VLForConditionalGeneration

TARGETS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


class Lora(torch.nn.Module):
    """A frozen linear layer with a low-rank update whose factors are in F32."""

    def __init__(self, base, rank):
        super().__init__()
        self.base = base
        device = base.weight.device
        self.a = torch.nn.Parameter(torch.empty(rank, base.in_features, device=device).uniform_(-0.01, 0.01))
        self.b = torch.nn.Parameter(torch.zeros(base.out_features, rank, device=device))

    def forward(self, x):
        update = x @ self.a.to(x.dtype).T @ self.b.to(x.dtype).T
        return self.base(x) + 2.0 * update


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("shape")
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--dtype", default="f32", choices=["f32", "bf16"])
    parser.add_argument("--lora", type=int)
    for name, value in dict(steps=3, questions=4, group=8, rows=8, side=12, text=24, completion=24).items():
        parser.add_argument(f"--{name}", type=int, default=value)
    return parser.parse_args()


def build(args):
    with open(args.shape) as file:
        config = Qwen3VLConfig(**json.load(file))
    # With trained masters in F32, products in BF16 as ours has them.
    kept = torch.bfloat16 if args.lora and args.dtype == "bf16" else torch.float32
    before = torch.get_default_dtype()
    torch.set_default_dtype(kept)
    with torch.device(args.device):
        model = Qwen3VLForConditionalGeneration(config)
    torch.set_default_dtype(before)
    if args.lora:
        model.requires_grad_(False)
        for module in list(model.model.language_model.modules()):
            for name in TARGETS:
                if isinstance(getattr(module, name, None), torch.nn.Linear):
                    setattr(module, name, Lora(getattr(module, name), args.lora))
        model.gradient_checkpointing_enable(dict(use_reentrant=False))
        model.enable_input_require_grads()
    return model


def prompts(args, config, rows):
    """Token ids, patches and grids of `rows` prompts."""
    merged = (args.side // config.vision_config.spatial_merge_size) ** 2
    picture = [config.vision_start_token_id] + [config.image_token_id] * merged + [config.vision_end_token_id]
    words = min(config.text_config.vocab_size - 32, 400)
    ids = [picture + [16 + (i + 11 * row) * 37 % words for i in range(args.text)] for row in range(rows)]
    vision = config.vision_config
    numbers = vision.in_channels * vision.temporal_patch_size * vision.patch_size**2
    patches = torch.linspace(-1, 1, rows * args.side**2 * numbers).view(-1, numbers)
    grid = torch.tensor([[1, args.side, args.side]] * rows)
    return torch.tensor(ids), patches, grid


def batch(args, config, ids, patches, grid):
    made = dict(
        input_ids=ids,
        attention_mask=torch.ones_like(ids),
        mm_token_type_ids=(ids == config.image_token_id).int(),
        pixel_values=patches,
        image_grid_thw=grid,
    )
    return {name: value.to(args.device) for name, value in made.items()}


def train(args, model, optimizer, ids, patches, grid):
    """Gradients of all micro-batches, and one update."""
    completion = args.completion
    model.train()
    for start in range(0, len(ids), args.rows):
        rows = slice(start, start + args.rows)
        pixels = patches.view(len(ids), -1, patches.shape[-1])[rows].flatten(0, 1)
        made = batch(args, model.config, ids[rows], pixels, grid[rows])
        with torch.autocast(args.device, torch.bfloat16, enabled=args.dtype == "bf16"):
            logits = model(**made, logits_to_keep=completion + 1).logits[:, :-1]
        wanted = made["input_ids"][:, -completion:, None]
        loss = -torch.log_softmax(logits.float(), -1).gather(-1, wanted).mean()
        loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


def sample(args, model, config, rows):
    ids, patches, grid = prompts(args, config, rows)
    made = batch(args, config, ids, patches, grid)
    length = dict(max_new_tokens=args.completion, min_new_tokens=args.completion)
    model.eval()
    # A picture's token without a picture is no input.
    length["suppress_tokens"] = [config.image_token_id, config.video_token_id, config.vision_start_token_id]
    with torch.no_grad(), torch.autocast(args.device, torch.bfloat16, enabled=args.dtype == "bf16"):
        return model.generate(do_sample=True, pad_token_id=0, **length, **made), patches, grid


def timed(args, act):
    def wait():
        if args.device != "cpu":
            torch.cuda.synchronize()

    wait()
    begun = time.perf_counter()
    found = act()
    wait()
    return found, time.perf_counter() - begun


def main():
    args = arguments()
    torch.manual_seed(0)
    model = build(args)
    config = model.config
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=1e-4, weight_decay=0.0)
    ids, patches, grid = prompts(args, config, args.rows)
    answers = torch.randint(16, 300, (args.rows, args.completion))
    lessons = torch.cat([ids, answers], 1)
    say = lambda **what: print(json.dumps(dict(program="pytorch", **what)), flush=True)
    for step in range(1, args.steps + 1):
        loss, seconds = timed(args, lambda: train(args, model, optimizer, lessons, patches, grid))
        rate = lessons.numel() / seconds
        say(what="supervised", step=step, seconds=seconds, loss=loss, tokens_per_second=rate)
    rows = args.questions * args.group
    for step in range(1, args.steps + 1):
        (ids, patches, grid), sampling = timed(args, lambda: sample(args, model, config, rows))
        _, training = timed(args, lambda: train(args, model, optimizer, ids.cpu(), patches, grid))
        say(
            what="grpo",
            step=step,
            seconds=sampling + training,
            stages=dict(sample=sampling, train=training),
            sampled_tokens_per_second=rows * args.completion / sampling,
            trained_tokens_per_second=ids.numel() / training,
        )
    if args.device != "cpu":
        say(peak_gib=torch.cuda.max_memory_reserved() / 2**30)


main()
