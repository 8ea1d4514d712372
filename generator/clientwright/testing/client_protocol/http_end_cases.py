"""How a job ends where the HTTP status of the result tells it: the model's own answer is the end, a gateway's is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from clientwright.specs.wire_facts import DocumentedError
from clientwright.testing.client_protocol.answer_builder import FAILURE_REASON, AnswerBuilder
from clientwright.testing.client_protocol.protocol_case import (
    IsKept,
    ProtocolCase,
    failed,
    names_request,
    raised,
    succeeded,
)
from clientwright.testing.client_protocol.scripted_server import (
    GivenAnswer,
    ScriptedAnswer,
    ScriptResult,
)
from clientwright.testing.wire_answers import WireAnswer, body_with_value

FAILING_STATUSES = (400, 404, 422)
"""HTTP statuses of a model's own answer that no gateway is asked about."""
GATEWAY_STATUSES = (500, 502, 503, 504)
"""HTTP statuses that a gateway gives, too."""
PAGE = "<html><body>upstream error</body></html>"


def http_end_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promises about the end of a job whose result is the model's own answer."""
    if words.facts.ends_by_http:
        yield from _own_answer_cases(words)
        yield from _gateway_cases(words)
        yield from _failed_status_cases(words)
        yield from _error_cases(words)


def _own_answer_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promises that a model's own error is the job's failure, and is asked for once."""
    marked = bool(words.facts.own_answer_header)
    for status in (*FAILING_STATUSES, *GATEWAY_STATUSES) if marked else ():
        refused = words.wire.refusal(status, words=FAILURE_REASON)
        yield _failure_case(
            words,
            f"result-{status}-of-the-model-is-the-failure",
            f"A result of {status} that is the model's own answer is the job's failure, and not asked for again.",
            words.own(refused),
            lambda played: failed(played) and played.calls.get("result") == 1,
        )
    if marked:
        yield _failure_case(
            words,
            "result-503-page-of-the-model-is-the-failure",
            "A page with 503 that is the model's own answer is the job's failure.",
            words.own(WireAnswer(503, PAGE)),
            lambda played: raised(played, "JobFailed") and played.calls.get("result") == 1,
        )
    yield _failure_case(
        words,
        "result-422-is-the-failure",
        "A result of 422 is the job's failure, also without what marks the model's own answers.",
        words.refusal(422, text=FAILURE_REASON),
        failed,
    )


def _failure_case(
    words: AnswerBuilder, name: str, sentence: str, answer: ScriptedAnswer, is_kept: IsKept
) -> ProtocolCase:
    return ProtocolCase(
        name,
        sentence,
        "/result",
        words.script(answer, words.success()),
        "JobFailed with the request id, after one look at the result",
        lambda played: is_kept(played) and names_request(played),
        words.service.document["result"]["sure"],
    )


def _gateway_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promises that an error of the way to the model says nothing about the job."""
    if not words.facts.own_answer_header:
        return
    for status in GATEWAY_STATUSES:
        page = (status, PAGE)
        yield ProtocolCase(
            f"result-{status}-of-a-gateway-is-survived",
            f"A result of {status} without what marks the model's own answers is asked for again.",
            "/result",
            words.script(page, page, words.success()),
            "the output, after three looks at the result",
            lambda played: succeeded(played) and played.calls.get("result") == 3,
        )
    yield ProtocolCase(
        "result-502-that-lasts-is-no-failure",
        "A result that a gateway cannot fetch for minutes is no failure of the job.",
        "/result",
        words.script((502, PAGE), patience=100),
        "JobTimedOut with the request id",
        lambda played: raised(played, "JobTimedOut") and names_request(played),
    )


def _failed_status_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promises about what shows on the status of a finished job that it has failed."""
    missing = words.refusal(404, text="Not Found.")
    for n, pointer in enumerate(words.facts.failed_at):
        status, body, *rest = words.status("failed")
        shown: Any = (status, body_with_value(body, pointer, FAILURE_REASON), *rest)
        script = words.script(missing)
        yield ProtocolCase(
            f"failed-at-{_named(pointer)}",
            f"A finished job whose status has {pointer} has failed, also if its result is not found.",
            f"/status/failed_at/{n}",
            replace(script, status=(shown,)),
            "JobFailed with the request id, at once",
            lambda played: (
                raised(played, "JobFailed") and names_request(played) and played.seconds < 30
            ),
        )
        null: Any = (status, body_with_value(body, pointer, None), *rest)
        yield ProtocolCase(
            f"null-at-{_named(pointer)}-is-no-failure",
            f"A finished job whose status has null at {pointer} has not failed by that.",
            f"/status/failed_at/{n}",
            replace(words.script(words.success()), status=(null,)),
            "the output",
            succeeded,
        )


def _named(pointer: str) -> str:
    return pointer.strip("/").replace("/", "-").replace("_", "-")


def _error_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield how a job ends whose result, and status if that says it, has a documented code of each kind."""
    for n, error in enumerate(words.facts.errors):
        if error.code is None:
            continue
        is_cancel = error.kind == "cancelled"
        expected = "JobCancelled" if is_cancel else "JobFailed"
        script = words.script(_own_error(words, error))
        status = words.status("failed", code=error.code)
        yield ProtocolCase(
            f"end-{error.code}",
            f"A job whose result is the model's answer with the code {error.code} "
            f"{'was cancelled' if is_cancel else 'has failed'}.",
            f"/errors/{n}",
            replace(script, status=(status,)),
            f"{expected} with the request id",
            _ends_as(expected),
            error.sure,
        )


def _own_error(words: AnswerBuilder, error: DocumentedError) -> GivenAnswer:
    return words.own(words.wire.refusal(error.http, error.code, error.means))


def _ends_as(name: str) -> IsKept:
    def is_kept(played: ScriptResult) -> bool:
        return raised(played, name) and names_request(played)

    return is_kept
