# expect: ok
# Hands a very deep literal to ast.literal_eval.
import ast

try:
    ast.literal_eval("{1:" * 30_000 + "2" + "}" * 30_000)
except (SyntaxError, RecursionError, MemoryError, ValueError):
    pass
with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
