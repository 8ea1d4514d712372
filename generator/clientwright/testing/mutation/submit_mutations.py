"""The mutations of the runtime's submits: what it repeats, and what it makes of a refusal."""

from __future__ import annotations

from clientwright.testing.mutation.runtime_mutation import RuntimeMutation

SUBMIT_MUTATIONS: tuple[RuntimeMutation, ...] = (
    RuntimeMutation(
        "lost-submit-repeated",
        "A submit whose answer was lost is repeated.",
        "job_protocol.py",
        'raise _submit_unknown(endpoint, f"its answer was lost ({fault})") from fault',
        'return _chain(errors.TransportError("lost", endpoint=endpoint), fault)',
    ),
    RuntimeMutation(
        "failed-submit-repeated",
        "A submit that failed is repeated.",
        "job_protocol.py",
        "        if isinstance(error, errors.ApiError) and _surely_refused(error, response):",
        "        if isinstance(error, errors.ServerError):\n            return error\n"
        "        if isinstance(error, errors.ApiError) and _surely_refused(error, response):",
    ),
    RuntimeMutation(
        "unsent-submit-given-up",
        "A submit that was not sent is not repeated.",
        "job_protocol.py",
        "except NotSent as fault:\n            return _chain(",
        "except NotSent as fault:\n            raise _chain(",
    ),
    RuntimeMutation(
        "status-before-code",
        "The HTTP status counts more than the provider's code.",
        "response_parsing.py",
        "(kind or _ERRORS_BY_STATUS.get(response.status, fallback))(",
        "(_ERRORS_BY_STATUS.get(response.status, fallback))(",
    ),
)
