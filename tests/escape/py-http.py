# expect: ok
# Fetches a page, a cloud host's metadata service and a file URL with the standard clients.
found = []


def probe(name, action):
    try:
        result = action()
    except Exception:
        return  # contained, as it should be
    if result:
        found.append((name, result))


def http(host):
    import http.client
    link = http.client.HTTPConnection(host, timeout=2)
    link.request("GET", "/")
    return link.getresponse().status


def url(address):
    import urllib.request
    return urllib.request.urlopen(address, timeout=2).read(64)


probe("http.client", lambda: http("example.com"))
for address in ("http://example.com/", "https://example.com/", "http://169.254.169.254/latest/meta-data/",
                "http://127.0.0.1:8000/", "file:///etc/passwd", "ftp://example.com/", "data:,"):
    probe(address, lambda: url(address))
probe("urlretrieve", lambda: __import__("urllib.request").request.urlretrieve("file:///etc/passwd", "loot"))
probe("xmlrpc", lambda: __import__("xmlrpc.client").client.ServerProxy("http://127.0.0.1:8000").ping())
probe("smtplib", lambda: __import__("smtplib").SMTP("127.0.0.1", timeout=2).noop())
probe("ftplib", lambda: __import__("ftplib").FTP("127.0.0.1", timeout=2).getwelcome())

if found:
    raise RuntimeError(f"ESCAPED: {found[0]!r:.200}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
