"""The sandbox: a reference server of the API on this machine, built from the specs alone.

    server.py              run it: blocking for the command line, in a thread for tests
    app.py                 one route per operation of the service
    handlers.py            what each operation does
    middleware.py          exact paths, one log line per call, crashes answered as errors
    request_body.py        raw bytes to a payload
    input_validation.py    check a payload (jsonschema_adapter.py, closed_schema.py, media_validation.py)
    job_store.py           jobs in an SQLite file
    job_phase.py           a job's phase at a given time
    http_responses.py      bodies and headers of every answer

It shares no validation code with the generated clients, so that each can be checked
against the other: nothing here imports the runtime or the code generator.
"""
