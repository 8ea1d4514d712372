"""Traffic on its way into a file: what must not be there is taken out.

secrets.py    what is secret: tokens, cookies and other credentials that the traffic shows
spellings.py  one secret in every spelling: quoted, escaped, base64, hex
names.py      names of credentials, by their words
pairs.py      names with their values in plain text: headers, forms, dumps
addresses.py  URLs: passwords, signatures and everything that signs
prompts.py    prompts and their echoes, by switch
texts.py      any text, JSON or not, by all of the above
traffic.py    whole calls: few headers, neutral hosts, stable ids
"""
