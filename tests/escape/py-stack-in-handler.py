# expect: fuel
# Overflows the stack again inside the handler of the first overflow.
def down():
    try:
        down()
    except RecursionError:
        down()


down()
