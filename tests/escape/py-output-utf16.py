# expect: not-utf8
# Writes its picture as UTF-16 with a byte order mark.
with open("output.svg", "w", encoding="utf-16") as out:
    out.write('<?xml version="1.0" encoding="UTF-16"?>'
              '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="4" height="9"/></svg>')
