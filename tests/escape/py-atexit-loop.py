# expect: ok
# Leaves an endless loop behind to run when the interpreter ends.
import atexit


@atexit.register
def linger():
    while True:
        pass


with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
