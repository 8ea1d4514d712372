"""What a service must have for a fault of its client to be seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from clientwright.testing.client_protocol.answer_builder import AnswerBuilder
from clientwright.testing.client_protocol.refusal_cases import ERROR_CLASSES, is_sure_refusal
from clientwright.testing.client_protocol.submit_cases import not_begun

USUAL_ERROR_STATUSES = (401, 402, 403, 404, 422, 429)
"""HTTP statuses whose error is the same whether a service documents them or not."""


@dataclass(frozen=True, slots=True)
class ServiceNeed:
    """A need: whether a service has it, by the builder of its answers, and what is said of one that has not."""

    is_met: Callable[[AnswerBuilder], bool]
    lacking: str


def _has_condition(*names: str) -> Callable[[AnswerBuilder], bool]:
    """Return a check for a refusal of a submit that is repeated on one of some conditions."""
    return lambda words: any(set(names) & set(one.get("if", ())) for one in not_begun(words))


def _has_codes(sure: bool) -> Callable[[AnswerBuilder], bool]:
    """Return a check for a code that refuses a submit, for certain or not."""
    return lambda words: any(
        one.code is not None and one.kind in ERROR_CLASSES and is_sure_refusal(words, one) is sure
        for one in words.facts.errors
    )


def _has_cancelled_code(words: AnswerBuilder) -> bool:
    errors = words.facts.errors
    return any(one.kind == "cancelled" and one.code is not None for one in errors)


def _tells_cancel(*meanings: str) -> Callable[[AnswerBuilder], bool]:
    """Return a check for a service whose answers to a cancel are documented one by one, with such a meaning."""

    def is_met(words: AnswerBuilder) -> bool:
        listed = "answers" in words.service.document.get("cancel", {})
        means = {one.means for one in words.facts.cancel_answers} if listed else set[str]()
        return words.facts.cancel_by_status or bool(means & set(meanings))

    return is_met


def _refuses_cancel(*meanings: str) -> Callable[[AnswerBuilder], bool]:
    """Return a check for a cancel that is answered as a refusal is, with such a meaning."""
    return lambda words: any(
        one.http >= 400 and one.means in meanings for one in words.facts.cancel_answers
    )


CONDITIONAL_REFUSAL = ServiceNeed(
    _has_condition("retry-after", "own-json"), "no refusal of a submit has a condition"
)
OWN_REFUSAL = ServiceNeed(
    _has_condition("own-json"), "no refusal of a submit must be the service's own"
)
TIMED_REFUSAL = ServiceNeed(
    _has_condition("retry-after"), "no refusal of a submit must have Retry-After"
)
BARE_REFUSAL = ServiceNeed(
    lambda words: any(not one.get("if") for one in not_begun(words)),
    "no refusal of a submit is repeated without a condition",
)
SURE_CODES = ServiceNeed(_has_codes(True), "no code refuses a submit for certain")
UNSURE_CODES = ServiceNeed(_has_codes(False), "no code leaves open whether it refuses a submit")
CODES = ServiceNeed(
    lambda words: any(one.code is not None for one in words.facts.errors), "errors have no codes"
)
CODES_IN_HEADERS = ServiceNeed(
    lambda words: any(place.header for place in words.facts.codes_at), "no header has a code"
)
OTHER_HTTP_ERRORS = ServiceNeed(
    lambda words: any(
        one.code is None and one.kind in ERROR_CLASSES and one.http not in USUAL_ERROR_STATUSES
        for one in words.facts.errors
    ),
    "no HTTP status has an error of its own",
)
IDS_IN_BODIES = ServiceNeed(
    lambda words: not words.has_ids_in_headers("submit", "status", "result"),
    "request ids are texts of a header",
)
NESTED_IDS = ServiceNeed(
    lambda words: words.finds_nested_ids, "only its place tells what is a request id"
)
OTHER_IDS = ServiceNeed(
    lambda words: words.has_common_ids, "the name of a request id is that of nothing else"
)
NAMED_STATUS = ServiceNeed(
    lambda words: words.names_request("status") and not words.facts.one_call,
    "no status of its own names its request",
)
NAMED_RESULT = ServiceNeed(
    lambda words: words.names_request("result") and not words.facts.one_call,
    "no result of its own names its request",
)
NAMED_CANCEL = ServiceNeed(
    lambda words: words.names_request("cancel") and not words.facts.cancel_by_status,
    "no cancel of its own names its request",
)
TWO_WORDS = ServiceNeed(lambda words: words.two_words, "no result has a word of its own")
CANCELLED_RESULT = ServiceNeed(
    lambda words: words.two_words or (words.facts.ends_by_http and _has_cancelled_code(words)),
    "no result says by itself that a job was cancelled",
)
CANCELLED_STATUS = ServiceNeed(
    lambda words: "cancelled" in words.facts.status_values.values() or _has_cancelled_code(words),
    "no status says that a job was cancelled",
)
MISSING_OUTPUT = ServiceNeed(
    lambda words: words.may_lack_output, "no result may be without an output"
)
URLS_OF_ODD_OUTPUTS = ServiceNeed(
    lambda words: any(has_url for _, _, has_url in words.outputs.other_shapes()),
    "every output with a URL is of a documented shape",
)
ENDS_BY_HTTP = ServiceNeed(
    lambda words: words.facts.ends_by_http, "no HTTP status tells how a job ended"
)
OWN_ANSWERS = ServiceNeed(
    lambda words: bool(words.facts.own_answer_header), "nothing marks a model's own answer"
)
CANCELLED_CODE = ServiceNeed(
    lambda words: words.facts.ends_by_http and _has_cancelled_code(words),
    "no code says that a job was cancelled",
)
CODES_ON_STATUS = ServiceNeed(
    lambda words: (
        _has_cancelled_code(words)
        and bool(words.facts.failed_at)
        and words.wire.has_field("status", "code")
    ),
    "no status has a code",
)
FAILED_AT = ServiceNeed(
    lambda words: bool(words.facts.failed_at), "nothing on a status says that a job failed"
)
ONE_CALL = ServiceNeed(lambda words: words.facts.one_call, "the result has a call of its own")
EXPIRED_AT = ServiceNeed(lambda words: bool(words.facts.expired_at), "no output expires")
EXPIRED_OR_NULL = ServiceNeed(
    lambda words: bool(words.facts.expired_at) and words.delivers_null,
    "no output is null, or no output expires",
)
UNTYPED_NULL = ServiceNeed(
    lambda words: words.is_null_undocumented,
    "no output is null beside its documented type",
)
REQUESTED_CANCEL = ServiceNeed(
    _tells_cancel("requested"), "no answer says that a cancel was asked for"
)
LATE_CANCEL = ServiceNeed(_tells_cancel("too-late"), "no answer says that a cancel came too late")
REFUSED_CANCEL = ServiceNeed(_refuses_cancel("too-late"), "no cancel is refused as too late")
UNKNOWN_CANCEL = ServiceNeed(_refuses_cancel("not-found"), "no cancel is refused as of no job")
CANCEL_BY_STATUS = ServiceNeed(
    lambda words: words.facts.cancel_by_status, "no cancel is answered by a status"
)
NO_CANCEL = ServiceNeed(
    lambda words: "cancel" not in words.facts.operations, "jobs can be cancelled"
)
