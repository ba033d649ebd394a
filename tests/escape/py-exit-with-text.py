# expect: no-output
# Ends with a text as its exit status, before it has drawn.
raise SystemExit('all is well, take my word')
