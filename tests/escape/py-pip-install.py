# expect: missing-module
# Installs what it misses.
import pip

pip.main(["install", "requests"])
