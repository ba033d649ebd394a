# expect: python-error GeneratorExit
# Raises the rarest of the base exceptions, which handlers of Exception miss.
raise GeneratorExit('closed')
