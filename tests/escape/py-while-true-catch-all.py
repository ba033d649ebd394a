# expect: fuel
# Loops for ever and swallows whatever might be raised to stop it.
def stubborn():
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
        finally:
            stubborn()


while True:
    try:
        stubborn()
    except BaseException:
        pass
