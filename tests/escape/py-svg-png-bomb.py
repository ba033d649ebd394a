# expect: fuel
# Embeds a picture of 20000 by 20000 pixels packed into fifty kilobytes.
import base64
import struct
import zlib


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


# One bit a pixel; the rows are all alike, so the packer is fed piece by piece and memory stays small here.
packer = zlib.compressobj(9)
pixels = b"".join(packer.compress(bytes(2501 * 1000)) for _ in range(20)) + packer.flush()
png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 20_000, 20_000, 1, 0, 0, 0, 0))
png += chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
body = f'<image width="448" height="448" href="data:image/png;base64,{base64.b64encode(png).decode()}"/>'
with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 448 448">' + body + '</svg>')
