# expect: python-error RuntimeError
# Spoils the builtins and then fails; the next instance must not notice.
import builtins

builtins.len = lambda _: 7
builtins.sum = builtins.sorted = builtins.range = None
builtins.poison = "left behind"
real_open = builtins.open
builtins.open = lambda *a, **k: real_open("poison.txt", "w")
builtins.print = builtins.str = builtins.Exception = builtins.isinstance = 3
raise RuntimeError("poisoned")
