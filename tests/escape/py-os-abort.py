# expect: trap
# Aborts the process.
import os

os.abort()
