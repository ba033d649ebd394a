# expect: ok
# Opens a listening socket, so that someone outside could call in.
import socket

found = []


def probe(name, action):
    try:
        result = action()
    except Exception:
        return  # contained, as it should be
    if result:
        found.append((name, result))


def listen(host, port):
    door = socket.socket()
    door.bind((host, port))
    door.listen(1)
    return door.getsockname()


probe("any port", lambda: listen("127.0.0.1", 0))
probe("all interfaces", lambda: listen("0.0.0.0", 0))
probe("create_server", lambda: socket.create_server(("127.0.0.1", 0)).getsockname())

if found:
    raise RuntimeError(f"ESCAPED: {found[0]!r:.200}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
