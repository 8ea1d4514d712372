"""When a submit is repeated: only if it was certainly not accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import Any

from clientwright.specs.model import NOT_BEGUN
from clientwright.testing.client_protocol.answer_builder import AnswerBuilder
from clientwright.testing.client_protocol.protocol_case import (
    ProtocolCase,
    submit_unknown,
    submitted_once,
    succeeded,
)
from clientwright.testing.client_protocol.scripted_server import (
    LOST,
    UNSENT,
    ScriptedAnswer,
    ScriptResult,
    ServerScript,
)

AMBIGUOUS_STATUSES = (408, 500, 501, 502, 504, 507, 520, 524)
"""HTTP statuses after which a gateway, or the service, may have begun the work."""
REFUSING_STATUSES = (429, 503)
"""HTTP statuses that may say that no work began."""
GATEWAY_PAGE = "<html><body>upstream connect error</body></html>"
GATEWAY_TEXT = "upstream connect error or disconnect/reset before headers"
PATIENT = {"Retry-After": "1"}


def submit_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promises about a submit whose answer is lost, or is no acceptance."""
    yield from _unclear_cases(words)
    yield ProtocolCase(
        "submit-unsent-is-repeated",
        "A submit that certainly was not sent is repeated.",
        "/operations/submit",
        _script(words, UNSENT),
        "the output, after two submits",
        _submitted_twice,
    )
    for status in sorted({*REFUSING_STATUSES, *(fact["http"] for fact in not_begun(words))}):
        yield from _refusal_cases(words, status)
    yield from _late_attempt_cases(words)


def _unclear_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    answers: list[tuple[str, str, ScriptedAnswer]] = [
        ("lost", "whose answer is lost", LOST),
        ("failed", "that fails with 500", (500, {})),
        ("garbled", "answered with a gateway's page", (502, "<html>")),
        ("without-id", "answered without a request id", (200, {})),
        ("without-body", "answered with 204", (204, "")),
        (
            "redirected",
            "answered with a redirect",
            (307, "", {"Location": "https://other.example"}),
        ),
    ]
    for status in AMBIGUOUS_STATUSES:
        answers += [
            (f"{status}-text", f"answered with {status} and a text", (status, GATEWAY_TEXT)),
            (f"{status}-json", f"answered with {status} and JSON", words.busy(status, PATIENT)),
        ]
    listed = {fact["http"] for fact in not_begun(words)}
    for name, sentence, answer in answers:
        if not isinstance(answer, str) and answer[0] in listed:
            continue
        yield ProtocolCase(
            f"submit-{name}-is-not-repeated",
            f"A submit {sentence} is not repeated: it may have been accepted.",
            "/operations/submit",
            _script(words, answer),
            "SubmitUnknown after one submit",
            submit_unknown,
        )


def _refusal_cases(words: AnswerBuilder, status: int) -> Iterator[ProtocolCase]:
    """Yield what follows from each form of an answer that may say that no work began."""
    forms: list[tuple[str, str, set[str], ScriptedAnswer]] = [
        ("text", "a text", set(), (status, GATEWAY_TEXT)),
        ("json", "the service's JSON, but without Retry-After", {"own-json"}, words.busy(status)),
        (
            "other-json",
            "JSON that is no error, and Retry-After",
            {"retry-after"},
            (status, {"a": 1}, PATIENT),
        ),
        ("page", "a page and Retry-After", {"retry-after"}, (status, GATEWAY_PAGE, PATIENT)),
        (
            "json-and-retry-after",
            "the service's JSON and Retry-After",
            {"own-json", "retry-after"},
            words.busy(status, PATIENT),
        ),
    ]
    for name, sentence, form, answer in forms:
        n = find_not_begun(words, status, form)
        repeated = n is not None
        pointer = "/operations/submit" if n is None else pointer_of(words, n)
        sure = "H" if n is None else not_begun(words)[n].get("sure", "H")
        yield ProtocolCase(
            f"submit-{status}-{name}-is-{'' if repeated else 'not-'}repeated",
            f"A submit answered with {status} and {sentence} is repeated later."
            if repeated
            else f"A submit answered with {status} and {sentence} is not repeated: "
            "it may have been accepted.",
            pointer,
            _script(words, answer),
            "the output, after two submits" if repeated else "an error after one submit",
            _submitted_twice if repeated else _gives_up(status),
            sure,
        )


def _late_attempt_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promise that waiting for the next attempt takes nothing from the time for its answer."""
    bare = [(n, one) for n, one in enumerate(not_begun(words)) if not _needed(one)]
    for n, fact in bare[:1]:
        refused: ScriptedAnswer = (fact["http"], {}, {"Retry-After": "58"})
        yield ProtocolCase(
            "submit-repeated-late-has-its-full-time",
            "A submit that is repeated after the time that the service asked for has its full time again.",
            pointer_of(words, n),
            _script(words, refused),
            "the output, after two submits with the same timeout",
            lambda played: _submitted_twice(played) and len(_submit_timeouts(played)) == 1,
            fact.get("sure", "H"),
        )


def not_begun(words: AnswerBuilder) -> Sequence[Mapping[str, Any]]:
    """Return the answers after which the service has certainly begun nothing."""
    found: Sequence[Mapping[str, Any]] = words.service.document.get("not_begun", NOT_BEGUN)
    return found


def find_not_begun(words: AnswerBuilder, status: int, form: Set[str]) -> int | None:
    """Return which fact says that nothing was begun after an answer of some form, if one does."""
    for n, fact in enumerate(not_begun(words)):
        if fact["http"] == status and form >= _needed(fact):
            return n
    return None


def pointer_of(words: AnswerBuilder, n: int) -> str:
    """Return the pointer of such a fact; a service file may leave them all out."""
    return f"/not_begun/{n}" if "not_begun" in words.service.document else "/operations/submit"


def _needed(fact: Mapping[str, Any]) -> set[str]:
    return set(fact.get("if", ()))


def _script(words: AnswerBuilder, first: ScriptedAnswer) -> ServerScript:
    """Return a script whose first submit has an answer, and whose next ones are accepted."""
    return words.script(words.success(), submit=(first, words.accepted()))


def _submitted_twice(played: ScriptResult) -> bool:
    return succeeded(played) and played.calls.get("submit") == 2


def _gives_up(status: int) -> Callable[[ScriptResult], bool]:
    if status >= 500:
        return submit_unknown
    return lambda played: played.error is not None and submitted_once(played)


def _submit_timeouts(played: ScriptResult) -> set[float]:
    return {round(one.timeout, 3) for one in played.requests if one.operation == "submit"}
