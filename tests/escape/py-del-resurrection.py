# expect: fuel
# Puts a new object in the place of every one that dies.
graves = []


class Phoenix:
    def __del__(self):
        graves.append(Phoenix())


graves.append(Phoenix())
while graves:
    graves.pop()
