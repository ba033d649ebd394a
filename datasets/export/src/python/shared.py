"""Scores answers exactly as synth does: runs synth's own grader, the file
grader.wasm beside this one. Keep the two together.

score(response, ground_truth) is 1.0 for a right answer and 0.0 for a wrong one.
The response may be a model's whole output; the answer in it is found by itself.
"""

import functools
import json
import os
import threading

try:
    import wasmtime
except ImportError as error:
    raise ImportError(
        "reward.py runs synth's grader as WebAssembly and needs the package wasmtime: "
        "pip install wasmtime"
    ) from error


@functools.lru_cache(maxsize=1)
def _module():
    here = os.path.dirname(os.path.abspath(__file__))
    config = wasmtime.Config()
    # A pool of threads would be missing in a process forked from this one.
    config.parallel_compilation = False
    engine = wasmtime.Engine(config)
    return engine, wasmtime.Module.from_file(engine, os.path.join(here, "grader.wasm"))


class _Grader(threading.local):
    """One instance a thread, made when it is first needed."""

    exports = None

    def call(self, name, record):
        if self.exports is None:
            engine, module = _module()
            self.store = wasmtime.Store(engine)
            self.exports = wasmtime.Instance(self.store, module, []).exports(self.store)
        try:
            at = self.exports["synth_alloc"](self.store, len(record))
            self.exports["memory"].write(self.store, record, at)
            packed = self.exports[name](self.store, at, len(record))
            start, length = (packed >> 32) & 0xFFFFFFFF, packed & 0xFFFFFFFF
            return self.exports["memory"].read(self.store, start, start + length)
        except BaseException:
            # An instance that was stopped halfway is not used again.
            self.exports = None
            raise


_GRADER = _Grader()


def _graded(name, response, ground_truth):
    # A decoder may leave half of a character, which JSON cannot carry.
    response = (response or "").encode("utf-8", "replace").decode("utf-8")
    record = json.dumps({"answer": response, "truth": ground_truth}).encode("utf-8")
    result = json.loads(bytes(_GRADER.call(name, record)))
    if "error" in result:
        raise ValueError(f"the ground truth {ground_truth!r} cannot be used: {result['error']}")
    return result


def score(response, ground_truth):
    """1.0 if the answer in the response is right, else 0.0."""
    return float(_graded("synth_score", response, ground_truth)["score"])


def explain(response, ground_truth):
    """The score with its reason."""
    result = _graded("synth_explain", response, ground_truth)
    return {"score": float(result["score"]), "reason": result["reason"]}
