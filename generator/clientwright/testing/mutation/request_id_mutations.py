"""The mutations of what the runtime takes for a request id, and how the id stands in a path."""

from __future__ import annotations

from clientwright.testing.mutation import service_needs as needs
from clientwright.testing.mutation.code_edits import CodeEdit, drop, replace
from clientwright.testing.mutation.runtime_mutation import RuntimeMutation

REQUEST_ID_MUTATIONS: tuple[RuntimeMutation, ...] = (
    RuntimeMutation(
        "ids-of-letters-only",
        "A request id has only letters, digits and hyphens.",
        CodeEdit(
            "service",
            "Service.request_id",
            replace("text.isprintable()", "text.replace('-', '').isalnum()"),
        ),
    ),
    RuntimeMutation(
        "ids-with-control-characters",
        "A request id may have control characters.",
        CodeEdit("service", "Service.request_id", drop("not text.isprintable()")),
        service=needs.IDS_IN_BODIES,
    ),
    RuntimeMutation(
        "ids-of-dots",
        '"." and ".." are request ids.',
        CodeEdit("service", "Service.request_id", drop("text in ('.', '..')")),
    ),
    RuntimeMutation(
        "ids-of-booleans",
        "true is a request id.",
        CodeEdit("service", "Service.request_id", drop("not isinstance(value, bool)")),
        service=needs.IDS_IN_BODIES,
    ),
    RuntimeMutation(
        "ids-of-numbers-refused",
        "A number is no request id.",
        CodeEdit("service", "Service.request_id", replace("isinstance(value, int)", "False")),
        service=needs.IDS_IN_BODIES,
    ),
    RuntimeMutation(
        "ids-of-128-characters",
        "A request id has at most 128 characters.",
        CodeEdit(
            "service",
            "Service.request_id",
            replace("0 < len(text) <= MAX_REQUEST_ID", "0 < len(text) <= 128"),
        ),
    ),
    RuntimeMutation(
        "ids-of-any-length",
        "A request id may have any length.",
        CodeEdit(
            "service",
            "Service.request_id",
            replace("0 < len(text) <= MAX_REQUEST_ID", "0 < len(text)"),
        ),
    ),
    RuntimeMutation(
        "ids-unquoted",
        "A request id stands in a path as it is.",
        CodeEdit("wire", "Wire.call", replace("quote(request_id, safe='')", "request_id")),
    ),
    RuntimeMutation(
        "ids-with-slashes",
        "The slashes of a request id stand in a path as they are.",
        CodeEdit("wire", "Wire.call", replace("quote(request_id, safe='')", "quote(request_id)")),
    ),
    RuntimeMutation(
        "ids-of-numbers-compared-as-text",
        "An answer that names its request by a number is about another one.",
        CodeEdit("responses", "check_request_id", replace("... if is_number else ...", "named")),
        service=needs.IDS_IN_BODIES,
    ),
    RuntimeMutation(
        "another-request-accepted",
        "An answer may name another request.",
        CodeEdit("responses", "check_request_id", replace("... != request_id", "False")),
    ),
    RuntimeMutation(
        "request-case-ignored",
        "Request ids are compared without their case.",
        CodeEdit(
            "responses",
            "check_request_id",
            replace("... != request_id", "str(named).lower() != request_id.lower()"),
        ),
    ),
    RuntimeMutation(
        "request-null-accepted",
        "An answer may have null or an empty text as request id.",
        CodeEdit(
            "responses",
            "check_request_id",
            replace("named is wire.MISSING", "named in (wire.MISSING, None, '')"),
        ),
    ),
    RuntimeMutation(
        "status-of-another-request",
        "A status may be that of another request.",
        CodeEdit("responses", "parse_status", drop("check_request_id(...)")),
        service=needs.NAMED_STATUS,
    ),
    RuntimeMutation(
        "result-of-another-request",
        "A result may be that of another request.",
        CodeEdit("responses", "parse_result", drop("check_request_id(...)")),
        service=needs.NAMED_RESULT,
    ),
    RuntimeMutation(
        "cancel-of-another-request",
        "The answer to a cancel may name another request.",
        CodeEdit("cancellation", "parse_cancellation", drop("check_request_id(...)")),
        service=needs.NAMED_CANCEL,
    ),
    RuntimeMutation(
        "request-id-lost",
        "Errors of a read have no request id.",
        CodeEdit(
            "job_operations",
            "_with_job",
            replace("error.request_id, error.endpoint = ...", "error.endpoint = job.endpoint"),
        ),
    ),
    RuntimeMutation(
        "request-id-of-a-wait-lost",
        "Errors of a wait have no request id.",
        CodeEdit(
            "job_protocol",
            "JobWait._with_job",
            replace(
                "error.request_id, error.endpoint = ...", "error.endpoint = self._job.endpoint"
            ),
        ),
    ),
)
