# expect: no-output
# Ends the process below Python, with no clean-up, before it has drawn.
import os

os._exit(0)
