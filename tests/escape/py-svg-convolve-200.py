# expect: fuel
# Convolves the picture with a kernel of two hundred by two hundred.
kernel = "1 " * 40_000
body = f'<filter id="f"><feConvolveMatrix order="200" kernelMatrix="{kernel}"/></filter>'
body += '<g filter="url(#f)"><rect width="448" height="448" fill="teal"/><circle cx="200" cy="200" r="90"/></g>'
with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 448 448">' + body + '</svg>')
