# expect: python-error RuntimeError
# Leaves files and modules in its folder and then fails; the next instance's folder must be empty.
import os

os.mkdir("lib")
for name in ("json.py", "math.py", "sitecustomize.py", "lib/evil.py", "output.svg"):
    with open(name, "w") as file:
        file.write("raise RuntimeError('ESCAPED: poison from another instance')")
os.chdir("lib")
raise RuntimeError("poisoned")
