# expect: fuel
# Creates and removes a file for ever: many calls of the host, little of anything else.
import os

while True:
    with open("scratch", "w") as file:
        file.write("x")
    os.rename("scratch", "again")
    os.unlink("again")
