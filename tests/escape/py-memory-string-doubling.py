# expect: memory
# Doubles a string until memory ends.
text = 'ab'
while True:
    text = text * 2
