# expect: ok
# Parses JSON nested ten thousand deep, in the native parser and in the Python one.
import json

for text in ("[" * 10_000 + "]" * 10_000, '{"a":' * 10_000 + "1" + "}" * 10_000):
    try:
        json.loads(text)
    except (RecursionError, ValueError):
        pass

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
