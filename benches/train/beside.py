"""One training step and generation of a folder's model in PyTorch; called by run.py.

usage: beside.py MODEL THREADS step|generation
"""
import sys
import time

import torch
from transformers import AutoModelForImageTextToText

BATCH, LENGTH, PATCHES = 16, 128, 64


def best(name, run, rounds=8):
    run()
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        run()
        times.append(time.perf_counter() - begun)
    print(f"{name}\t{min(times) * 1e3:.2f}")


def inputs(rows):
    text = [[6 + (i * 17 + row * 29) % 506 for i in range(110)] for row in range(rows)]
    ids = torch.tensor([[4] + [2] * 16 + [5] + row for row in text])
    return dict(
        input_ids=ids,
        pixel_values=torch.linspace(-1, 1, rows * PATCHES * 1536).view(rows * PATCHES, 1536),
        image_grid_thw=torch.tensor([[1, 8, 8]] * rows),
        mm_token_type_ids=(ids == 2).int(),
        attention_mask=torch.ones_like(ids),
    )


def training(model):
    batch = inputs(BATCH)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5)

    def loss():
        logits = model(**batch).logits[:, :-1]
        wanted = batch["input_ids"][:, 1:, None]
        return -torch.log_softmax(logits, -1).gather(-1, wanted).mean()

    def step(update):
        loss().backward()
        if update:
            optimizer.step()
        optimizer.zero_grad()

    best("forward and backward", lambda: step(False))
    best("training step", lambda: step(True))


def generation(model):
    for rows in (1, 8, 32):
        batch = inputs(rows)

        def generate(tokens):
            model.generate(max_new_tokens=tokens, do_sample=False, min_new_tokens=tokens, **batch)

        with torch.no_grad():
            best(f"prefill of {rows} rows", lambda: generate(1), 3)
            best(f"prefill and 16 steps of {rows} rows", lambda: generate(17), 3)


def main():
    folder, threads, what = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    torch.set_num_threads(threads)
    model = AutoModelForImageTextToText.from_pretrained(folder, dtype=torch.float32)
    {"step": training, "generation": generation}[what](model)


main()
