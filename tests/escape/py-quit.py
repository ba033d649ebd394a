# expect: python-error NameError
# Ends by quit(), a name that only an interactive Python has.
quit()
