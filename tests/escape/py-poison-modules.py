# expect: python-error RuntimeError
# Spoils modules, their tables and constants, and then fails; the next instance must not notice.
import json
import math
import os
import random
import sys

math.pi = 3
math.sqrt = json.dumps = json.loads = lambda *a, **k: "poison"
random.seed(99)
random.random()
os.environ["POISON"] = "1"
sys.path.insert(0, "/poison")
sys.modules["statistics"] = math
for name in ("traceback", "io", "codecs", "encodings", "encodings.utf_8", "importlib", "datetime"):
    sys.modules[name] = None
sys.stdout = sys.stderr = sys.__stderr__ = None
sys.excepthook = sys.displayhook = sys.unraisablehook = None
sys.meta_path.clear()
sys.path_hooks.clear()
raise RuntimeError("poisoned")
