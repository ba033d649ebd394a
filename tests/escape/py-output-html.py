# expect: not-svg
# Writes a web page that holds a picture.
with open("output.svg", "w") as out:
    out.write('<html xmlns="http://www.w3.org/1999/xhtml"><body><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
              '<rect width="4" height="9"/></svg></body></html>')
