# expect: ok
# Looks for anything that another instance could have left behind; to be run after every other attack.
import builtins
import json
import math
import os
import random
import sys

strange = []
if os.listdir(".") not in ([], ["program.py"]):
    strange.append(f"files: {os.listdir('.')}")
if abs(math.pi - 3.141592653589793) > 0 or math.sqrt(16) != 4:
    strange.append("math")
if json.dumps({"a": [1, None]}) != '{"a": [1, null]}':
    strange.append("json")
if hasattr(builtins, "poison") or len("abc") != 3 or sum(range(4)) != 6 or sorted([2, 1]) != [1, 2]:
    strange.append("builtins")
if "POISON" in os.environ or "/poison" in sys.path:
    strange.append("environment")
if sys.getrecursionlimit() > 100_000:
    strange.append(f"recursion limit {sys.getrecursionlimit()}")
random.seed(42)
if random.random() != 0.6394267984578837:
    strange.append("random")
import statistics
if statistics.mean([1, 2, 3]) != 2:
    strange.append("statistics")
if strange:
    raise RuntimeError(f"ESCAPED: left behind by another instance: {strange}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
