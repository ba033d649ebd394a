# expect: missing-module|python-error
# Installs what it misses.
import pip

pip.main(["install", "requests"])
