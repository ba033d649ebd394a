# expect: python-error KeyboardInterrupt
# Raises what a user's Ctrl-C raises, to stop the host's own loop.
raise KeyboardInterrupt
