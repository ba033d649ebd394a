"""Prints what Pillow makes of a few pictures, for the test of `image/resize.rs`: Pillow 13."""
import numpy as np
from PIL import Image

for (w, h), (tw, th) in [((13, 8), (7, 5)), ((13, 8), (29, 17)), ((100, 60), (33, 64)), ((64, 48), (64, 32)), ((5, 5), (1, 9)), ((33, 200), (32, 192)), ((20, 24), (15, 14)), ((21, 24), (16, 13)), ((20, 5), (64, 3)), ((33, 20), (150, 40))]:
    at = np.arange(3 * w * h)
    rgb = ((at * 37 + at // 7 * 11) % 256).astype(np.uint8).reshape(h, w, 3)
    out = np.asarray(Image.fromarray(rgb).resize((tw, th), Image.BICUBIC)).reshape(-1).astype(np.uint64)
    weights = np.arange(len(out), dtype=np.uint64) % np.uint64(251) + np.uint64(1)
    print(f"(({w}, {h}), ({tw}, {th}), {int((weights * out).sum())}, {[int(v) for v in (list(out) + [0] * 6)[:6]]}),")
