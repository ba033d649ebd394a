# expect: ok
# Reaches for the network and for child processes through asyncio.
try:
    import asyncio
except Exception:
    asyncio = None

found = []


def probe(name, action):
    try:
        result = action()
    except Exception:
        return  # contained, as it should be
    if result:
        found.append((name, result))


async def connect():
    reader, writer = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", 22), 2)
    return repr(writer)


async def child():
    process = await asyncio.create_subprocess_exec("id", stdout=-1)
    return (await process.communicate())[0]


probe("open_connection", lambda: asyncio.run(connect()))
probe("create_subprocess_exec", lambda: asyncio.run(child()))

if found:
    raise RuntimeError(f"ESCAPED: {found[0]!r:.200}")

with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">'
              '<rect width="60" height="40" fill="#eee"/><circle cx="30" cy="20" r="12" fill="teal"/></svg>')
