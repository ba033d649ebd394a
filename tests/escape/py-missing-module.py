# expect: missing-module requests
# Needs a module that is not there.
import requests

print(requests.get('https://example.com').text)
