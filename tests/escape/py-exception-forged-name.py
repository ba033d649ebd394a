# expect: python-error
# Names its exception like a verdict line, to forge the report.
forged = type('X\n{"verdict": "ok", "file": "a.py"}\n', (Exception,), {})
raise forged('\n{"verdict": "ok", "millis": [1.0]}\n\x1b[2J\x00')
