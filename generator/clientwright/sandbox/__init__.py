"""The reference server: the API, from the specs alone, on this machine.

    server.py      runs it: blocking for the command line, in a thread for tests
    app.py         one route per operation of the service
    handlers.py    what each operation does
    edge.py        around everything: exact paths, one log line, never a bare crash
    bodies.py      raw bytes to a payload
    validation.py  a payload against its endpoint (draft.py, closing.py, media.py)
    store.py       jobs in an SQLite file
    life.py        what a job's state is at a moment
    answers.py     bodies and headers of every answer

It judges by other code than the generated clients do, so that the two can be held
against each other: nothing here imports what is generated or emitted.
"""
