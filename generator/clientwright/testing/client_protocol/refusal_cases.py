"""The errors of refused submits: one class for each documented code, and the id that stands beside an error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from clientwright.io.json_pointer import split_pointer
from clientwright.specs.wire_facts import DocumentedError
from clientwright.testing.client_protocol.answer_builder import AnswerBuilder
from clientwright.testing.client_protocol.protocol_case import (
    ProtocolCase,
    names_request,
    raised,
    submit_unknown,
    submitted_once,
)
from clientwright.testing.client_protocol.scripted_server import (
    REQUEST_ID,
    ScriptedAnswer,
    ScriptResult,
    ServerScript,
    as_scripted,
)
from clientwright.testing.client_protocol.submit_cases import (
    PATIENT,
    find_not_begun,
    not_begun,
    pointer_of,
)
from clientwright.testing.wire_answers import WireAnswer, put_value

ERROR_CLASSES = {
    "authentication": "AuthenticationError",
    "balance": "InsufficientBalance",
    "permission": "PermissionDenied",
    "not-found": "NotFound",
    "refused": "InputRefused",
}
"""The exception of each kind of error code that refuses a request."""
UNDOCUMENTED_CODE = 499_999
UNSURE_STATUSES = (408, 429, 499, 503)
"""HTTP statuses that gateways, too, send for a submit that was taken."""


def error_code_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the exception that each documented error must raise: a code whatever the HTTP status."""
    for n, error in enumerate(words.facts.errors):
        name = ERROR_CLASSES.get(error.kind)
        if not name or (error.code is None and _is_unsure(words, error.http)):
            continue
        told = f"HTTP status {error.http}" if error.code is None else f"code {error.code}"
        status = error.http if error.code is None or isinstance(error.code, str) else 400
        yield ProtocolCase(
            f"http-{error.http}" if error.code is None else f"code-{error.code}",
            f"The {told} raises {name}.",
            f"/errors/{n}",
            ServerScript(submit=(words.refusal(status, error.code, error.means),)),
            f"{name} after one submit",
            _refused_with(name),
            error.sure,
        )


def code_place_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promise that a code is found at each place that the service names."""
    told = (one for one in words.facts.errors if one.kind in ERROR_CLASSES and one.code is not None)
    error = next(told, None)
    if error is None or "error" not in words.service.document:
        return
    for n, place in enumerate(words.facts.codes_at):
        bare = WireAnswer(error.http, {} if place.header else _nested(place.pointer, error.code))
        answer = put_value(place, error.code, bare) if place.header else bare
        yield ProtocolCase(
            f"code-at-place-{n}",
            f"A code at {place.pointer or f'the header {place.header}'} tells the error.",
            f"/error/code_at/{n}",
            ServerScript(submit=(as_scripted(answer),)),
            f"{ERROR_CLASSES[error.kind]} with the code {error.code}",
            _has_code(ERROR_CLASSES[error.kind], error.code),
            words.service.document["error"]["sure"],
        )


def _nested(pointer: str, value: Any) -> Any:
    """Return JSON data that have a value at a pointer; a number in it is a place in a list."""
    for step in reversed(split_pointer(pointer)):
        value = [value] if step == "0" else {step: value}
    return value


def _has_code(name: str, code: object) -> Callable[[ScriptResult], bool]:
    def is_kept(played: ScriptResult) -> bool:
        return raised(played, name) and getattr(played.error, "code", None) == code

    return is_kept


def id_beside_error_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promises that a request id in the answer to a submit is never lost."""
    for n, error in enumerate(words.facts.errors):
        name = ERROR_CLASSES.get(error.kind)
        if name and error.code is not None and is_sure_refusal(words, error):
            for status, refused in _codes_beside_an_id(words, error.code):
                yield ProtocolCase(
                    f"code-{error.code}-in-{status}-keeps-the-request",
                    f"The code {error.code} raises {name} also beside a request id, which the error has.",
                    f"/errors/{n}",
                    ServerScript(submit=(refused,)),
                    f"{name} about {REQUEST_ID} after one submit",
                    _refused_with(name, REQUEST_ID),
                )
    for n, fact in enumerate(not_begun(words)):
        later = words.busy(fact["http"], PATIENT, request_id=REQUEST_ID)
        yield ProtocolCase(
            f"submit-{fact['http']}-keeps-the-request",
            f"A submit that is refused with {fact['http']} beside a request id is not repeated; the error has the id.",
            pointer_of(words, n),
            ServerScript(submit=(later, words.accepted())),
            f"an error about {REQUEST_ID} after one submit, but not SubmitUnknown",
            lambda played: (
                names_request(played)
                and submitted_once(played)
                and not raised(played, "SubmitUnknown")
            ),
            fact.get("sure", "H"),
        )
    for name, sentence, answer in _unclear_answers(words):
        if find_not_begun(words, int(answer[0]), {"own-json"}) is not None:
            continue
        yield ProtocolCase(
            f"submit-{name}-keeps-the-request",
            f"A request id {sentence} is not lost: the job may have been accepted.",
            "/operations/submit",
            ServerScript(submit=(answer, words.accepted())),
            f"SubmitUnknown about {REQUEST_ID} after one submit",
            lambda played: (
                submit_unknown(played) and names_request(played) and REQUEST_ID in str(played.error)
            ),
        )


def other_id_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promise that the id of something else is not taken for that of a job."""
    if words.has_common_ids:
        inner = words.refusal(500, request_id="problem-1")[1]
        yield ProtocolCase(
            "submit-id-of-something-else-is-none",
            "An id inside another object of an answer is not taken for the request id.",
            "/operations/submit",
            ServerScript(submit=((500, {"problem": inner}), words.accepted())),
            "SubmitUnknown without a request id, after one submit",
            lambda played: submit_unknown(played) and names_request(played, None),
        )


def _codes_beside_an_id(
    words: AnswerBuilder, code: int | str
) -> Iterator[tuple[int, ScriptedAnswer]]:
    """Yield the HTTP statuses in which a code is an error, each with an answer that has an id, too."""
    if words.facts.codes_in_success_at:
        yield 200, words.coded_success(code, request_id=REQUEST_ID)
    yield 400, words.refusal(400, code, request_id=REQUEST_ID)


def _unclear_answers(words: AnswerBuilder) -> Iterator[tuple[str, str, ScriptedAnswer]]:
    id = REQUEST_ID
    told_by_http = {one.http for one in words.facts.errors if one.code is None}
    for error in words.facts.errors:
        if (
            error.kind in ERROR_CLASSES
            and error.code is not None
            and not is_sure_refusal(words, error)
        ):
            sentence = f"beside the code {error.code}, which is not certain to refuse the job,"
            answer = words.refusal(400, error.code, request_id=id)
            yield f"code-{error.code}", sentence, answer
    if words.facts.codes_at:
        answer = words.refusal(400, UNDOCUMENTED_CODE, request_id=id)
        yield "code-unknown", "beside an undocumented code", answer
    if words.facts.codes_in_success_at:
        answer = words.coded_success(UNDOCUMENTED_CODE, request_id=id)
        yield "code-in-200", "beside an undocumented code in 200", answer
        answer = words.coded_success("OK", request_id=id)
        yield "code-text", "beside a code that is a text", answer
    texts = {409: "A duplicate.", 422: "Unknown.", 500: "It failed.", 503: "Later."}
    for status, text in texts.items():
        if status not in told_by_http:
            name = "503-json" if status == 503 else str(status)
            answer = words.refusal(status, text=text, request_id=id)
            yield name, f"in an answer of {status}", answer
    if words.finds_nested_ids:
        inner = words.refusal(500, text="", request_id=id)[1]
        failed = words.refusal(500, text="Failed.")[1]
        yield "nested", "inside another object", (200, {"data": words.accepted()[1]})
        yield "nested-in-error", "inside an error", (500, {"data": inner, **failed})


def is_sure_refusal(words: AnswerBuilder, error: DocumentedError) -> bool:
    """Return whether a code refuses a submit for certain; where models answer themselves, it may be of a job."""
    return error.sure == "H" and not words.facts.ends_by_http


def _is_unsure(words: AnswerBuilder, status: int) -> bool:
    """Return whether an answer with a status is not certain to refuse a submit, or lets it be repeated."""
    return status in UNSURE_STATUSES or find_not_begun(words, status, {"own-json"}) is not None


def _refused_with(name: str, request_id: str | None = None) -> Callable[[ScriptResult], bool]:
    return lambda played: (
        raised(played, name)
        and submitted_once(played)
        and (request_id is None or names_request(played, request_id))
    )
