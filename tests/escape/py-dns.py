# expect: ok
# Leaks data through name lookups alone, without any connection.
import socket

found = []


def probe(name, action):
    try:
        result = action()
    except Exception:
        return  # contained, as it should be
    if result:
        found.append((name, result))


probe("getaddrinfo", lambda: socket.getaddrinfo("example.com", 80))
probe("gethostbyname", lambda: socket.gethostbyname("example.com"))
probe("getfqdn", lambda: "." in socket.getfqdn() and socket.getfqdn())
probe("gethostbyaddr", lambda: socket.gethostbyaddr("8.8.8.8"))
probe("interfaces", lambda: socket.if_nameindex())

if found:
    raise RuntimeError(f"ESCAPED: {found[0]!r:.200}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
