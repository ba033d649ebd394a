# expect: missing-module
# Imports a name that a good module does not have.
from math import squareroot
