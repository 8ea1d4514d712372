"""The sandbox: a reference server of the API on this machine, built from the specs alone.

    server.py              run it: blocking for the command line, in a thread for tests
    app.py                 one route per operation of the service; a log line per call, crashes answered as errors
    handlers.py            what each operation does
    output_files.py        the files of outputs
    wire_format.py         calls and answers in the service's own shape (refusal_format.py); nothing else knows that
    request_body.py        raw bytes to JSON
    submit_envelope.py     a submit's body to an endpoint and a payload
    input_validation.py    check a payload (jsonschema_adapter.py, undescribed_fields.py, media_validation.py, rules/),
                           and keep its secrets (secret_inputs.py)
    accounts.py            one token for each kind of error
    refusal_reasons.py     why a call is refused or a job fails, and the service's own error for it
    job_store.py           jobs in an SQLite file
    stored_job.py          a job's row, its durations and its phase at a given time
    job_view.py            the answers about a job (sample_output.py, job_cost.py)
    http_responses.py      an answer, and its bytes

It shares no validation code with the generated clients, so that each can be checked
against the other: nothing here imports the runtime or the code generator.
"""
