# expect: not-well-formed
# Leaves the picture's file open, its end unwritten in a buffer.
out = open("output.svg", "w")
out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">')
out.write('<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
