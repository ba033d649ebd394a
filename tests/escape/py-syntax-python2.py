# expect: python-syntax
# Is a Python 2 program.
print 'hello'
