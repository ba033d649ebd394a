# expect: ok
# Reads a host file through every other door of the standard library.
import io
import pathlib

found = []


def probe(name, action):
    try:
        result = action()
    except Exception:
        return  # contained, as it should be
    if result:
        found.append((name, result))


WAY_OUT = "/etc/passwd"
probe("pathlib", lambda: pathlib.Path(WAY_OUT).read_bytes())
probe("pathlib root", lambda: (pathlib.Path.cwd().root and pathlib.Path("/") / "etc" / "passwd").read_text())
probe("io.FileIO", lambda: io.FileIO(WAY_OUT).read(64))
probe("io.open_code", lambda: io.open_code(WAY_OUT).read(64))
probe("_io.open", lambda: __import__("_io").open(WAY_OUT).read(64))
probe("codecs.open", lambda: __import__("codecs").open(WAY_OUT).read(64))
probe("fileinput", lambda: list(__import__("fileinput").input([WAY_OUT])))
probe("linecache", lambda: __import__("linecache").getline(WAY_OUT, 1))
probe("shutil", lambda: __import__("shutil").copy(WAY_OUT, "mine.txt") and open("mine.txt").read(64))
probe("tokenize.open", lambda: __import__("tokenize").open(WAY_OUT).read(64))
probe("runpy", lambda: __import__("runpy").run_path(WAY_OUT))
probe("configparser", lambda: __import__("configparser").ConfigParser().read(WAY_OUT))
probe("netrc", lambda: __import__("netrc").netrc("/root/.netrc").hosts)
probe("zipfile", lambda: __import__("zipfile").ZipFile("/usr/share/x.zip").namelist())
probe("sqlite3", lambda: __import__("sqlite3").connect("/etc/passwd").execute("select 1").fetchall() and "opened")
probe("dbm", lambda: __import__("dbm").open("/var/cache/man/index.db").keys())
probe("importlib data", lambda: __import__("importlib.machinery").machinery.SourceFileLoader("p", WAY_OUT).get_data(WAY_OUT))

if found:
    raise RuntimeError(f"ESCAPED: {found[0]!r:.200}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
