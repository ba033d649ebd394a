# expect: ok
# Walks from object to every loaded class, the classic way out of a filtered interpreter.
import sys

found = []


def probe(name, action):
    try:
        result = action()
    except Exception:
        return  # contained, as it should be
    if result:
        found.append((name, result))


def walk():
    for kind in object.__subclasses__():
        space = getattr(getattr(kind, "__init__", None), "__globals__", {})
        for name in ("popen", "system", "execv", "Popen"):
            if name in space:
                try:
                    answer = space[name]("id")
                    answer = answer.read() if hasattr(answer, "read") else answer
                except Exception:
                    continue
                if answer:
                    found.append((kind.__name__, name, answer))


walk()
probe("loader", lambda: [c for c in object.__subclasses__() if c.__name__ == "BuiltinImporter"][0].load_module("os").popen("id").read())


def below_the_module():
    frame = sys._getframe()
    while frame.f_code.co_name != "<module>":
        frame = frame.f_back
    return frame.f_back and "a frame below the program's own"


probe("frames", below_the_module)

if found:
    raise RuntimeError(f"ESCAPED: {found[0]!r:.200}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
