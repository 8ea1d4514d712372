"""The mutations of the runtime's submits: what it repeats, and what it makes of a refusal."""

from __future__ import annotations

from clientwright.testing.mutation import service_needs as needs
from clientwright.testing.mutation.code_edits import (
    CodeEdit,
    drop,
    drop_keyword,
    insert_before,
    raise_returned,
    replace,
)
from clientwright.testing.mutation.runtime_mutation import RuntimeMutation

SUBMIT_MUTATIONS: tuple[RuntimeMutation, ...] = (
    RuntimeMutation(
        "lost-submit-repeated",
        "A submit whose answer was lost is repeated.",
        CodeEdit(
            "job_operations",
            "JobOperations._submit",
            replace(
                "raise ... from fault.__cause__ or fault",
                "return _chain(errors.TransportError(str(fault), endpoint=endpoint), fault)",
            ),
        ),
    ),
    RuntimeMutation(
        "failed-submit-repeated",
        "A submit that failed is repeated.",
        CodeEdit(
            "submit_answer",
            "SubmitAnswer.outcome",
            replace(
                "not_begun and not request_id",
                "isinstance(error, errors.ServerError) or (not_begun and not request_id)",
            ),
        ),
    ),
    RuntimeMutation(
        "refusal-with-an-id-repeated",
        "A submit that was refused for now is repeated, though a request id stands beside the refusal.",
        CodeEdit(
            "submit_answer",
            "SubmitAnswer.outcome",
            replace("not_begun and not request_id", "not_begun"),
        ),
    ),
    RuntimeMutation(
        "gateway-503-repeated",
        "A 503 is taken for a refusal, whoever sent it.",
        CodeEdit("submit_answer", "SubmitAnswer._not_begun", drop("all(...)")),
        service=needs.CONDITIONAL_REFUSAL,
    ),
    RuntimeMutation(
        "refusal-of-another-repeated",
        "A refusal with Retry-After needs no JSON of the service to be repeated.",
        CodeEdit("submit_answer", "SubmitAnswer._not_begun", replace("self._is_own()", "True")),
        service=needs.OWN_REFUSAL,
    ),
    RuntimeMutation(
        "any-json-is-a-refusal",
        "Any JSON object counts as an error of the service itself.",
        CodeEdit("submit_answer", "SubmitAnswer._is_own", drop("bool(...)")),
        service=needs.OWN_REFUSAL,
    ),
    RuntimeMutation(
        "refusal-without-time-repeated",
        "A refusal needs no Retry-After to be repeated.",
        CodeEdit(
            "submit_answer", "SubmitAnswer._not_begun", replace("'retry-after' in ...", "True")
        ),
        service=needs.TIMED_REFUSAL,
    ),
    RuntimeMutation(
        "refused-submit-given-up",
        "A submit that was refused for now is not repeated.",
        CodeEdit("submit_answer", "SubmitAnswer.outcome", raise_returned("return error")),
    ),
    RuntimeMutation(
        "unsent-submit-given-up",
        "A submit that was not sent is not repeated.",
        CodeEdit("job_operations", "JobOperations._submit", raise_returned("return _chain(...)")),
    ),
    RuntimeMutation(
        "late-submit-cut-short",
        "A submit that is repeated late only has the rest of the first one's time.",
        CodeEdit(
            "job_operations",
            "JobOperations._submit",
            replace("self.timeout", "max(self._left(deadline), 0.001)"),
        ),
        service=needs.BARE_REFUSAL,
    ),
    RuntimeMutation(
        "timeout-of-a-gateway-is-a-refusal",
        "A submit that is answered with 408 counts as refused.",
        CodeEdit("submit_answer", "UNSURE_STATUSES", drop("408")),
    ),
    RuntimeMutation(
        "id-beside-a-refusal-lost",
        "A refusal does not have the request id that stands beside it.",
        CodeEdit(
            "submit_answer",
            "SubmitAnswer.outcome",
            replace("error.endpoint, error.request_id = ...", "error.endpoint = self._endpoint"),
        ),
    ),
    RuntimeMutation(
        "id-beside-an-error-ignored",
        "An undocumented error counts as a refusal, though a request id stands beside it.",
        CodeEdit(
            "submit_answer",
            "SubmitAnswer.outcome",
            replace("not request_id and self._is_refused(...)", "self._is_refused(error)"),
        ),
    ),
    RuntimeMutation(
        "nested-id-unseen",
        "A request id inside another object is not seen.",
        CodeEdit(
            "submit_answer",
            "SubmitAnswer.outcome",
            replace("find_request_id(...)", "self._service.request_id(top)"),
        ),
        service=needs.NESTED_IDS,
    ),
    RuntimeMutation(
        "id-of-an-unclear-submit-lost",
        "A submit that may have been accepted does not have the request id of its answer.",
        CodeEdit("submit_answer", "SubmitAnswer.outcome", drop_keyword("request_id")),
    ),
    RuntimeMutation(
        "documented-refusal-unclear",
        "A documented code beside a request id counts as unclear.",
        CodeEdit(
            "submit_answer",
            "SubmitAnswer._is_documented_refusal",
            replace("return ...", "return False"),
        ),
        service=needs.SURE_CODES,
    ),
    RuntimeMutation(
        "unsure-code-trusted",
        "A code that is not certain counts as a refusal, though a request id stands beside it.",
        CodeEdit(
            "submit_answer",
            "SubmitAnswer._is_documented_refusal",
            replace("self._service.sure_refusals", "self._service.errors"),
        ),
        service=needs.UNSURE_CODES,
    ),
    RuntimeMutation(
        "submit-without-id-accepted",
        "A submit that is answered without a request id counts as accepted.",
        CodeEdit(
            "job_operations",
            "JobOperations._outcome",
            replace("self.service.request_id(...)", "str(data.get(wire.REQUEST_ID))"),
        ),
    ),
    RuntimeMutation(
        "unreadable-submit-is-an-error",
        "A submit that is answered with a redirect or a page is not said to be unclear.",
        CodeEdit(
            "submit_answer",
            "SubmitAnswer.outcome",
            insert_before(
                "why = ...", "if error and not isinstance(error, errors.ApiError): raise error"
            ),
        ),
    ),
    RuntimeMutation(
        "status-before-code",
        "The HTTP status counts more than the provider's code.",
        CodeEdit(
            "response_parsing",
            "_api_error",
            replace("kind or ...", "_ERRORS_BY_STATUS.get(response.status, fallback)"),
        ),
        service=needs.CODES,
    ),
)
