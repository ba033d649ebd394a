# expect: ok
# Unpickles a call of os.system, and loads junk as marshalled code.
import pickle

EVIL = b"cposix\nsystem\n(S'true'\ntR."
try:
    answer = pickle.loads(EVIL)
except Exception:
    answer = None
if answer == 0:
    raise RuntimeError("ESCAPED: os.system ran from a pickle")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
