"""The mutations of what the runtime does by facts that most services leave out: ends, cancels, errors, ids."""

from __future__ import annotations

from clientwright.testing.mutation import service_needs as needs
from clientwright.testing.mutation.code_edits import CodeEdit, drop, replace, set_value
from clientwright.testing.mutation.runtime_mutation import RuntimeMutation

FACT_MUTATIONS: tuple[RuntimeMutation, ...] = (
    RuntimeMutation(
        "gateway-error-is-the-end",
        "A gateway's error in place of a result counts as the job's failure.",
        CodeEdit("told_end", "is_end", replace("not name and ...", "True")),
        service=needs.OWN_ANSWERS,
    ),
    RuntimeMutation(
        "own-error-of-the-model-unseen",
        "What marks the model's own answers means nothing.",
        CodeEdit("told_end", "is_end", replace("name and ...", "False")),
        service=needs.OWN_ANSWERS,
    ),
    RuntimeMutation(
        "refused-result-is-the-end",
        "A refusal of the service in place of a result counts as the job's failure.",
        CodeEdit("told_end", "_OF_THE_SERVICE", set_value("()")),
        service=needs.ENDS_BY_HTTP,
    ),
    RuntimeMutation(
        "error-of-the-model-is-an-output",
        "A model's own error counts as its output.",
        CodeEdit("told_end", "phase_of", replace("http_status < 300", "http_status < 600")),
        service=needs.ENDS_BY_HTTP,
    ),
    RuntimeMutation(
        "cancelled-end-is-a-failure",
        "A result that says that the job was cancelled counts as a failure.",
        CodeEdit("told_end", "phase_of", replace("... == 'cancelled'", "False")),
        also=(
            CodeEdit(
                "responses", "phase_of_finished", replace("code is not None and ...", "False")
            ),
        ),
        service=needs.CANCELLED_CODE,
    ),
    RuntimeMutation(
        "cancelled-status-is-a-failure",
        "A status that says why its job ended early counts as that of a failure.",
        CodeEdit("responses", "phase_of_finished", replace("code is not None and ...", "False")),
        service=needs.CODES_ON_STATUS,
    ),
    RuntimeMutation(
        "unknown-status-is-the-end",
        "A result is asked for, and believed, while the status is an undocumented word.",
        CodeEdit(
            "told_end",
            "read_end",
            replace("('waiting', 'running', 'unknown')", "('waiting', 'running')"),
        ),
        service=needs.ENDS_BY_HTTP,
    ),
    RuntimeMutation(
        "failure-on-a-status-unseen",
        "What a status says of a failure means nothing.",
        CodeEdit("responses", "parse_status", replace("... and service.failed_at", "False")),
        service=needs.FAILED_AT,
    ),
    RuntimeMutation(
        "null-on-a-status-is-a-failure",
        "null in the place of a failure counts as one.",
        CodeEdit("wire", "Wire.shows_failure", replace("... and one", "one is not MISSING")),
        service=needs.FAILED_AT,
    ),
    RuntimeMutation(
        "one-call-made-twice",
        "The result is asked for by another call after the one that is status and result.",
        CodeEdit("job_protocol", "JobWait._look", replace("wire_of(...).is_one_call", "False")),
        service=needs.ONE_CALL,
    ),
    RuntimeMutation(
        "null-has-expired",
        "Every output that is null counts as expired.",
        CodeEdit("responses", "is_gone", drop("wire.wire_of(service).is_expired(...)")),
        service=needs.EXPIRED_OR_NULL,
    ),
    RuntimeMutation(
        "false-marks-expiry",
        "An output has expired though the service says that it has not.",
        CodeEdit("wire", "Wire.is_expired", replace("(MISSING, None, False)", "(MISSING, None)")),
        service=needs.EXPIRED_OR_NULL,
    ),
    RuntimeMutation(
        "expired-output-is-empty",
        "The output of a job is just missing when it has expired.",
        CodeEdit("responses", "is_gone", replace("is_nothing and ...", "False")),
        service=needs.EXPIRED_AT,
    ),
    RuntimeMutation(
        "null-output-awaited",
        "A job whose output is null is waited for, though null is an output like others.",
        CodeEdit("responses", "parse_result", replace("is_null = ...", "is_null = False")),
        service=needs.UNTYPED_NULL,
    ),
    RuntimeMutation(
        "requested-cancel-is-done",
        "A cancel that was only asked for counts as done.",
        CodeEdit(
            "cancellation",
            "parse_cancellation",
            replace("means == 'cancelled'", "means in ('cancelled', 'requested')"),
        ),
        service=needs.REQUESTED_CANCEL,
    ),
    RuntimeMutation(
        "requested-cancel-unsaid",
        "The answer to a cancel does not say that it was asked for.",
        CodeEdit("cancellation", "Cancellation.requested", replace("self.means == ...", "False")),
        service=needs.REQUESTED_CANCEL,
    ),
    RuntimeMutation(
        "late-cancel-is-done",
        "A cancel that came too late counts as done.",
        CodeEdit(
            "cancellation",
            "parse_cancellation",
            replace("means == 'cancelled'", "means in ('cancelled', 'too-late')"),
        ),
        service=needs.LATE_CANCEL,
    ),
    RuntimeMutation(
        "refused-cancel-is-an-error",
        "A cancel that is refused as too late is an error.",
        CodeEdit("cancellation", "cancel", replace("response.status >= 400 and ...", "False")),
        service=needs.REFUSED_CANCEL,
    ),
    RuntimeMutation(
        "cancel-of-no-job-is-late",
        "A cancel of a job that the service does not know counts as one that came too late.",
        CodeEdit("cancellation", "cancel", replace("('', 'not-found')", "('',)")),
        service=needs.UNKNOWN_CANCEL,
    ),
    RuntimeMutation(
        "cancel-believed",
        "Whatever status a cancel is answered with, the job counts as cancelled.",
        CodeEdit(
            "cancellation", "parse_cancellation", replace("_BY_PHASE.get(...)", "'cancelled'")
        ),
        service=needs.CANCEL_BY_STATUS,
    ),
    RuntimeMutation(
        "impossible-cancel-tried",
        "A job is cancelled though the service has no call for that.",
        CodeEdit(
            "cancellation", "cancel", replace("not wire.wire_of(service).can_cancel", "False")
        ),
        service=needs.NO_CANCEL,
    ),
    RuntimeMutation(
        "codes-in-headers-unseen",
        "Headers have no codes.",
        CodeEdit("wire", "look", replace("place and ...", "False")),
        service=needs.CODES_IN_HEADERS,
    ),
    RuntimeMutation(
        "http-errors-undocumented",
        "What a service documents of an HTTP status means nothing.",
        CodeEdit("wire", "Wire.kind", replace("by_code or ...", "by_code")),
        service=needs.OTHER_HTTP_ERRORS,
    ),
    RuntimeMutation(
        "id-of-something-else-taken",
        "The id of anything in an answer counts as a request id.",
        CodeEdit("wire", "telling_name", replace("name if is_telling else None", "name or None")),
        service=needs.OTHER_IDS,
    ),
)
