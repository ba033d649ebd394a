# expect: fuel
# Nests pictures in data URIs six deep, each level drawn fifty times by the one around it.
import base64

inner = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4" fill="teal"/></svg>'
for _ in range(6):
    packed = base64.b64encode(inner.encode()).decode()
    uses = "".join(f'<use href="#i" x="{i % 7}" y="{i // 7}"/>' for i in range(50))
    inner = ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
             f'<defs><image id="i" width="2" height="2" href="data:image/svg+xml;base64,{packed}"/></defs>{uses}</svg>')
body = inner
with open("output.svg", "w") as out:
    out.write(body)
