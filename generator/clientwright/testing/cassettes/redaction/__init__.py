"""Remove secrets from traffic before it is written.

secrets.py           find secrets in traffic: tokens, cookies, other credentials
secret_names.py      recognize names of credentials by their words
key_values.py        redact name-value pairs in plain text: headers, forms, dumps
signed_urls.py       redact passwords and signatures in URLs
prompts.py           redact prompts and their echoes (on request)
redactor.py          redact any text or JSON body, with all of the above
traffic_redactor.py  redact whole calls: few headers, neutral hosts, stable ids
"""
