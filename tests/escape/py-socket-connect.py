# expect: ok
# Opens TCP, UDP, Unix and raw sockets to well-known places.
import socket

found = []


def probe(name, action):
    try:
        result = action()
    except Exception:
        return  # contained, as it should be
    if result:
        found.append((name, result))


def tcp(host, port):
    with socket.create_connection((host, port), timeout=2) as link:
        return repr(link)


def datagram():
    link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    return link.sendto(b"escape corpus", ("192.0.2.1", 9))


def unix():
    link = socket.socket(socket.AF_UNIX)
    link.connect("/var/run/docker.sock")
    return repr(link)


def raw():
    return repr(socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP))


probe("loopback", lambda: tcp("127.0.0.1", 22))
probe("dns port", lambda: tcp("1.1.1.1", 53))
probe("ipv6", lambda: tcp("::1", 80))
probe("udp", datagram)
probe("unix", unix)
probe("raw", raw)
probe("pair", lambda: socket.socketpair()[0].send(b"x"))

if found:
    raise RuntimeError(f"ESCAPED: {found[0]!r:.200}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
