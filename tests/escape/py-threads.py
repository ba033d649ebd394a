# expect: ok
# Starts threads, which could run on when the program's fuel is spent.
found = []


def probe(name, action):
    try:
        result = action()
    except Exception:
        return  # contained, as it should be
    if result:
        found.append((name, result))


seen = []


def run_beside():
    import threading
    main = threading.get_ident()
    worker = threading.Thread(target=lambda: seen.append(threading.get_ident()), daemon=True)
    worker.start()
    worker.join(1)
    return [ident for ident in seen if ident != main]


def pool():
    from concurrent.futures import ThreadPoolExecutor
    import threading
    main = threading.get_ident()
    with ThreadPoolExecutor(4) as workers:
        return [ident for ident in workers.map(lambda _: threading.get_ident(), range(4)) if ident != main]


probe("Thread", run_beside)
probe("ThreadPoolExecutor", pool)

if found:
    raise RuntimeError(f"ESCAPED: {found[0]!r:.200}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
