# expect: python-syntax
# Mixes tabs and spaces so that no indentation fits.
if True:
        x = 1
	y = 2
