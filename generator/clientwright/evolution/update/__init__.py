"""Update: the whole day on which a provider changes, as one walk.

`prospect` says what the specs were and are to be; `tapes` which cassettes that makes stale;
`history` how the change note grows; `foreseeing` puts it together and writes nothing;
`updating` writes it, in an order in which an interruption loses nothing: run it again.
"""
