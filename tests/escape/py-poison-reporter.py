# expect: python-error ValueError
# Breaks what a reporter of exceptions would use, then raises.
import sys


class Broken:
    def __getattr__(self, name):
        raise OSError(f"no {name} for you")


sys.stdout = sys.stderr = Broken()
sys.excepthook = lambda *a: sys.exit(0)
sys.modules["traceback"] = Broken()
raise ValueError("report me all the same")
