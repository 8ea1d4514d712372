"""The mutations of what the runtime takes for a request id, and how the id stands in a path."""

from __future__ import annotations

from clientwright.testing.mutation.runtime_mutation import RuntimeMutation

REQUEST_ID_MUTATIONS: tuple[RuntimeMutation, ...] = (
    RuntimeMutation(
        "ids-of-letters-only",
        "A request id has only letters, digits and hyphens.",
        "service.py",
        "not text.isprintable()",
        'not text.replace("-", "").isalnum()',
    ),
    RuntimeMutation(
        "ids-with-control-characters",
        "A request id may have control characters.",
        "service.py",
        " or not text.isprintable()",
        "",
    ),
    RuntimeMutation(
        "ids-of-dots",
        '"." and ".." are request ids.',
        "service.py",
        ' or text in (".", "..")',
        "",
    ),
    RuntimeMutation(
        "ids-of-booleans",
        "true is a request id.",
        "service.py",
        "            and not isinstance(value, bool)\n",
        "",
    ),
    RuntimeMutation(
        "ids-of-numbers-refused",
        "A number is no request id.",
        "service.py",
        "            isinstance(value, int)\n            and not",
        "            False\n            and not",
    ),
    RuntimeMutation(
        "ids-of-128-characters",
        "A request id has at most 128 characters.",
        "service.py",
        "0 < len(text) <= MAX_REQUEST_ID",
        "0 < len(text) <= 128",
    ),
    RuntimeMutation(
        "ids-of-any-length",
        "A request id may have any length.",
        "service.py",
        "0 < len(text) <= MAX_REQUEST_ID",
        "0 < len(text)",
    ),
    RuntimeMutation(
        "ids-unquoted",
        "A request id stands in a path as it is.",
        "service.py",
        'request_id=quote(id, safe="")',
        "request_id=id",
    ),
    RuntimeMutation(
        "ids-with-slashes",
        "The slashes of a request id stand in a path as they are.",
        "service.py",
        'request_id=quote(id, safe="")',
        "request_id=quote(id)",
    ),
    RuntimeMutation(
        "ids-of-numbers-compared-as-text",
        "An answer that names its request by a number is about another one.",
        "responses.py",
        "(str(named) if is_number else named) != request_id",
        "named != request_id",
    ),
    RuntimeMutation(
        "another-request-accepted",
        "An answer may name another request.",
        "responses.py",
        "if (str(named) if is_number else named) != request_id:",
        "if False:",
    ),
    RuntimeMutation(
        "request-case-ignored",
        "Request ids are compared without their case.",
        "responses.py",
        "if (str(named) if is_number else named) != request_id:",
        "if str(named).lower() != request_id.lower():",
    ),
    RuntimeMutation(
        "request-null-accepted",
        "An answer may have null or an empty text as request id.",
        "responses.py",
        "named = data.get(wire.REQUEST_ID, request_id)",
        "named = data.get(wire.REQUEST_ID) or request_id",
    ),
    RuntimeMutation(
        "status-of-another-request",
        "A status may be that of another request.",
        "responses.py",
        "    check_request_id(request_id, data)\n    raw = required_text(data, wire.STATUS)\n    status, phase = service.status(raw)",
        "    raw = required_text(data, wire.STATUS)\n    status, phase = service.status(raw)",
    ),
    RuntimeMutation(
        "result-of-another-request",
        "A result may be that of another request.",
        "responses.py",
        "    check_request_id(request_id, data)\n    raw = required_text(data, wire.STATUS)\n    status, phase = service.result(raw)",
        "    raw = required_text(data, wire.STATUS)\n    status, phase = service.result(raw)",
    ),
    RuntimeMutation(
        "cancel-of-another-request",
        "The answer to a cancel may name another request.",
        "cancellation.py",
        "    check_request_id(request_id, data)\n    outcome",
        "    outcome",
    ),
    RuntimeMutation(
        "request-id-lost",
        "Errors of a read have no request id.",
        "job_operations.py",
        "error.request_id, error.endpoint = job.request_id, job.endpoint",
        "error.endpoint = job.endpoint",
    ),
    RuntimeMutation(
        "request-id-of-a-wait-lost",
        "Errors of a wait have no request id.",
        "job_wait.py",
        "error.request_id, error.endpoint = self._job.request_id, self._job.endpoint",
        "error.endpoint = self._job.endpoint",
    ),
)
