# expect: python-error FileNotFoundError|PermissionError|OSError
# Reads a host file and does not catch the failure: the verdict must name the exception.
text = open("/etc/passwd").read()
raise RuntimeError("ESCAPED: " + text[:60])
