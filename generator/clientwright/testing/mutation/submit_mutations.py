"""The mutations of the runtime's submits: what it repeats, and what it makes of a refusal."""

from __future__ import annotations

from clientwright.testing.mutation.runtime_mutation import RuntimeMutation

SUBMIT_MUTATIONS: tuple[RuntimeMutation, ...] = (
    RuntimeMutation(
        "lost-submit-repeated",
        "A submit whose answer was lost is repeated.",
        "job_operations.py",
        "raise errors.SubmitUnknown(text, endpoint=endpoint) from fault",
        "return _chain(errors.TransportError(text, endpoint=endpoint), fault)",
    ),
    RuntimeMutation(
        "failed-submit-repeated",
        "A submit that failed is repeated.",
        "submit_answer.py",
        "if self._not_begun():",
        "if self._not_begun() or isinstance(error, errors.ServerError):",
    ),
    RuntimeMutation(
        "gateway-503-repeated",
        "A 503 is taken for a refusal, whoever sent it.",
        "submit_answer.py",
        "status == self._response.status and all(have[one] for one in conditions)",
        "status == self._response.status",
    ),
    RuntimeMutation(
        "refusal-of-another-repeated",
        "A refusal with Retry-After needs no JSON of the service to be repeated.",
        "submit_answer.py",
        '"own-json": self._is_own()',
        '"own-json": True',
    ),
    RuntimeMutation(
        "any-json-is-a-refusal",
        "Any JSON object counts as an error of the service itself.",
        "submit_answer.py",
        "return is_dict(data) and bool(error_code_of(data, wire.ERROR_CODES) or error_text(data))",
        "return is_dict(data)",
    ),
    RuntimeMutation(
        "refusal-without-time-repeated",
        "A refusal needs no Retry-After to be repeated.",
        "submit_answer.py",
        '"retry-after": "retry-after" in self._response.headers',
        '"retry-after": True',
    ),
    RuntimeMutation(
        "refused-submit-given-up",
        "A submit that was refused for now is not repeated.",
        "submit_answer.py",
        "if self._not_begun():\n                return error",
        "if self._not_begun():\n                raise error",
    ),
    RuntimeMutation(
        "unsent-submit-given-up",
        "A submit that was not sent is not repeated.",
        "job_operations.py",
        'return _chain(errors.TransportError(f"not sent',
        'raise _chain(errors.TransportError(f"not sent',
    ),
    RuntimeMutation(
        "late-submit-cut-short",
        "A submit that is repeated late only has the rest of the first one's time.",
        "job_operations.py",
        "*route, auth, self.timeout, payload,",
        "*route, auth, max(self._left(deadline), 0.001), payload,",
    ),
    RuntimeMutation(
        "timeout-of-a-gateway-is-a-refusal",
        "A submit that is answered with 408 counts as refused.",
        "submit_answer.py",
        "UNSURE_STATUSES = (408, ",
        "UNSURE_STATUSES = (",
    ),
    RuntimeMutation(
        "id-beside-a-refusal-lost",
        "A refusal does not have the request id that stands beside it.",
        "submit_answer.py",
        "error.endpoint, error.request_id = self._endpoint, request_id",
        "error.endpoint = self._endpoint",
    ),
    RuntimeMutation(
        "id-beside-an-error-ignored",
        "An undocumented error counts as a refusal, though a request id stands beside it.",
        "submit_answer.py",
        "(not request_id and self._is_refused(error))",
        "self._is_refused(error)",
    ),
    RuntimeMutation(
        "nested-id-unseen",
        "A request id inside another object is not seen.",
        "submit_answer.py",
        "request_id = found or find_request_id(self._service, data)",
        "request_id = found",
    ),
    RuntimeMutation(
        "id-of-an-unclear-submit-lost",
        "A submit that may have been accepted does not have the request id of its answer.",
        "submit_answer.py",
        "            request_id=request_id,\n",
        "",
    ),
    RuntimeMutation(
        "documented-refusal-unclear",
        "A documented code beside a request id counts as unclear.",
        "submit_answer.py",
        "return error.code in self._service.sure_refusals",
        "return False",
    ),
    RuntimeMutation(
        "unsure-code-trusted",
        "A code that is not certain counts as a refusal, though a request id stands beside it.",
        "submit_answer.py",
        "return error.code in self._service.sure_refusals",
        "return error.code in self._service.errors",
    ),
    RuntimeMutation(
        "status-before-code",
        "The HTTP status counts more than the provider's code.",
        "response_parsing.py",
        "(kind or _ERRORS_BY_STATUS.get(response.status, fallback))(",
        "(_ERRORS_BY_STATUS.get(response.status, fallback))(",
    ),
)
