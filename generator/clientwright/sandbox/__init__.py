"""The sandbox: a reference server of the API on this machine, built from the specs alone.

    server.py              run it: blocking for the command line, in a thread for tests
    app.py                 one route per operation of the service; a log line per call, crashes answered as errors
    handlers.py            what each operation does, and the files of outputs
    request_body.py        raw bytes to a payload
    input_validation.py    check a payload (jsonschema_adapter.py, undescribed_fields.py, media_validation.py, rules/)
    job_store.py           jobs in an SQLite file
    stored_job.py          a job's row, its durations and its phase at a given time
    job_view.py            a job in the service's vocabulary (sample_output.py, job_cost.py)
    http_responses.py      bodies and headers of every answer

It shares no validation code with the generated clients, so that each can be checked
against the other: nothing here imports the runtime or the code generator.
"""
