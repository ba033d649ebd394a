# expect: memory
# Asks for a thousand million characters, then doubles them.
text = 'x' * 1_000_000_000
while True:
    text += text
