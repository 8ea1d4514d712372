"""The mutations of how the runtime waits for a job, and of what it makes of the answers."""

from __future__ import annotations

from clientwright.testing.mutation.runtime_mutation import RuntimeMutation

WAITING_MUTATIONS: tuple[RuntimeMutation, ...] = (
    RuntimeMutation(
        "finished-is-success",
        "Any result of a finished job is a success.",
        "responses.py",
        'found = data.get(wire.OUTPUT) if phase == "succeeded" else None',
        "found = data.get(wire.OUTPUT, {})",
    ),
    RuntimeMutation(
        "unknown-status-ends",
        "An undocumented status counts as cancelled.",
        "job_protocol.py",
        'if status.phase == "cancelled":',
        'if status.phase in ("cancelled", "unknown"):',
    ),
    RuntimeMutation(
        "request-id-lost",
        "Errors have no request id.",
        "job_protocol.py",
        "error.request_id, error.endpoint = job.request_id, job.endpoint",
        "error.endpoint = job.endpoint",
    ),
    RuntimeMutation(
        "another-request-accepted",
        "An answer may name another request.",
        "responses.py",
        "    if named != request_id:",
        "    if False:",
    ),
    RuntimeMutation(
        "request-case-ignored",
        "Request ids are compared without their case.",
        "responses.py",
        "    if named != request_id:",
        "    if str(named).lower() != request_id.lower():",
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
        "    _check_request_id(request_id, data)\n    raw = _required_text(data, wire.STATUS)\n"
        "    status, phase = service.status(raw)",
        "    raw = _required_text(data, wire.STATUS)\n    status, phase = service.status(raw)",
    ),
    RuntimeMutation(
        "result-of-another-request",
        "A result may be that of another request.",
        "responses.py",
        "    _check_request_id(request_id, data)\n    raw = _required_text(data, wire.STATUS)\n"
        "    status, phase = service.result(raw)",
        "    raw = _required_text(data, wire.STATUS)\n    status, phase = service.result(raw)",
    ),
    RuntimeMutation(
        "cancel-of-another-request",
        "The answer to a cancel may name another request.",
        "responses.py",
        "    _check_request_id(request_id, data)\n    outcome",
        "    outcome",
    ),
    RuntimeMutation(
        "reason-lost",
        "The provider's reason for a failure is dropped.",
        "job_protocol.py",
        "reason = result.error or",
        "reason = None or",
    ),
    RuntimeMutation(
        "case-counts",
        "Status words are compared with their case.",
        "service.py",
        "value = raw.lower()",
        "value = raw",
    ),
    RuntimeMutation(
        "cancelled-unnoticed",
        "Waiting does not end for a cancelled job.",
        "job_protocol.py",
        'raise _with_job(errors.JobCancelled("the job was cancelled"), job)',
        "pass",
    ),
)
