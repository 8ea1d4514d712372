"""Remove secrets from traffic before it is written.

secrets.py           find secrets in traffic: tokens, cookies, passwords and signatures in URLs
redactor.py          redact any text or JSON body: secrets, and prompts with their echoes (on request)
traffic_redactor.py  redact whole calls: few headers, neutral hosts, stable ids
"""
