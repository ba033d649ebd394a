# expect: no-output
# Makes a folder of the name output.svg.
import os

os.mkdir('output.svg')
open('output.svg/inner.svg', 'w').write('<svg/>')
