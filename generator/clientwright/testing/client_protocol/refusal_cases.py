"""The errors of refused submits: one class for each documented code, and the id that stands beside an error."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clientwright.testing.client_protocol.protocol_case import (
    AnswerBuilder,
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
)
from clientwright.testing.client_protocol.submit_cases import (
    find_not_begun,
    not_begun,
    pointer_of,
)

ERROR_CLASSES = {
    "authentication": "AuthenticationError",
    "balance": "InsufficientBalance",
    "permission": "PermissionDenied",
    "not-found": "NotFound",
    "refused": "InputRefused",
}
"""The exception of each kind of error code that refuses a request."""
UNDOCUMENTED_CODE = 499_999


def error_code_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the exception that each documented code must raise, whatever the HTTP status."""
    for n, fact in enumerate(words.service.document["errors"]):
        name = ERROR_CLASSES.get(fact["is"])
        if name:
            refused = words.refusal(400, fact["code"], fact["means"])
            yield ProtocolCase(
                f"code-{fact['code']}",
                f"The code {fact['code']} raises {name}.",
                f"/errors/{n}",
                ServerScript(submit=(refused,)),
                f"{name} after one submit",
                _refused_with(name),
                fact["sure"],
            )


def id_beside_error_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promises that a request id in the answer to a submit is never lost."""
    for n, fact in enumerate(words.service.document["errors"]):
        name = ERROR_CLASSES.get(fact["is"])
        if name and fact["sure"] == "H":
            for status in (200, 400):
                refused = words.refusal(status, fact["code"], request_id=REQUEST_ID)
                yield ProtocolCase(
                    f"code-{fact['code']}-in-{status}-keeps-the-request",
                    f"The code {fact['code']} raises {name} also beside a request id, which the error has.",
                    f"/errors/{n}",
                    ServerScript(submit=(refused,)),
                    f"{name} about {REQUEST_ID} after one submit",
                    _refused_with(name, REQUEST_ID),
                )
    for n, fact in enumerate(not_begun(words)):
        later: ScriptedAnswer = (
            fact["http"],
            {"error_message": "Too much to do.", "request_id": REQUEST_ID},
            {"Retry-After": "1"},
        )
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
        status = int(answer[0])
        if find_not_begun(words, status, {"own-json"}) is not None:
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


def _unclear_answers(words: AnswerBuilder) -> Iterator[tuple[str, str, ScriptedAnswer]]:
    about = {"request_id": REQUEST_ID}
    for fact in words.service.document["errors"]:
        if fact["is"] in ERROR_CLASSES and fact["sure"] != "H":
            sentence = f"beside the code {fact['code']}, which is not certain to refuse the job,"
            yield f"code-{fact['code']}", sentence, words.refusal(400, fact["code"], **about)
    code = UNDOCUMENTED_CODE
    yield "code-unknown", "beside an undocumented code", words.refusal(400, code, **about)
    yield "code-in-200", "beside an undocumented code in 200", words.refusal(200, code, **about)
    yield "code-text", "beside a code that is a text", words.refusal(200, "OK", **about)
    yield "409", "in an answer of 409", (409, {"error_message": "A duplicate.", **about})
    yield "422", "in an answer of 422", (422, {"detail": "Unknown.", **about})
    yield "500", "in an answer of 500", (500, {"error_message": "It failed.", **about})
    yield "503-json", "in an answer of 503", (503, {"error_message": "Later.", **about})
    yield "nested", "inside another object", (200, {"data": about})
    yield "nested-in-error", "inside an error", (500, {"data": about, "error_message": "Failed."})


def _refused_with(name: str, request_id: str | None = None) -> Callable[[ScriptResult], bool]:
    return lambda played: (
        raised(played, name)
        and submitted_once(played)
        and (request_id is None or names_request(played, request_id))
    )
