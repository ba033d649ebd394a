# expect: trap|python-error AttributeError
# Aborts the process.
import os

os.abort()
