"""What the answer to a cancel means, by its HTTP status and word or by the status in it, and how a wait goes on then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clientwright.testing.client_protocol.answer_builder import AnswerBuilder
from clientwright.testing.client_protocol.protocol_case import (
    ProtocolCase,
    looked,
    looks,
    names_request,
    raised,
)
from clientwright.testing.client_protocol.scripted_server import (
    ScriptedAnswer,
    ScriptResult,
    ServerScript,
)

MEANINGS: Mapping[str, tuple[str, bool, bool]] = {
    "cancelled": ("the job is cancelled", True, False),
    "requested": ("the job may end cancelled", False, True),
    "too-late": ("the job had ended", False, False),
}
"""What the answers say, and the `cancelled` and `requested` of the client's value."""
ENDED_PHASES = ("finished", "succeeded", "failed")


def cancel_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promises about the answers to a cancel."""
    if "cancel" not in words.facts.operations:
        yield ProtocolCase(
            "no-cancel-is-sent",
            "Where jobs cannot be cancelled, the client says so, and sends nothing.",
            "/operations",
            ServerScript(cancel=((200, {}),)),
            "ConfigurationError after the submit alone",
            lambda played: raised(played, "ConfigurationError") and played.calls == {"submit": 1},
        )
    elif words.facts.cancel_by_status:
        yield from _cases_by_status(words)
    elif "answers" in words.service.document["cancel"]:
        yield from _cases_by_answer(words)


def _cases_by_answer(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    for n, answer in enumerate(words.facts.cancel_answers):
        given = words.cancel_answer(answer)
        pointer = f"/cancel/answers/{n}"
        told = " ".join(filter(None, (str(answer.http or ""), answer.word)))
        if answer.means == "not-found":
            yield ProtocolCase(
                f"cancel-{_slug(told)}",
                f"A cancel answered with {told} is about a job that the service does not know.",
                pointer,
                ServerScript(cancel=(given,)),
                "NotFound with the request id",
                lambda played: raised(played, "NotFound") and names_request(played),
                words.cancel_sure,
            )
        else:
            yield _cancel_case(words, told, pointer, given, answer.means)
    requested_by = (one for one in words.facts.cancel_answers if one.means == "requested")
    for answer in list(requested_by)[:1]:
        yield from _later_cases(words, words.cancel_answer(answer))


def _cases_by_status(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    values = words.facts.status_values
    for word, phase in values.items():
        means = "too-late" if phase in ENDED_PHASES else "cancelled"
        if phase not in ("cancelled", *ENDED_PHASES):
            continue
        given = words.cancel("cancelled", status=word)
        yield _cancel_case(words, word, "/cancel", given, means)
    running = words.cancel("running")
    yield ProtocolCase(
        "cancel-running",
        "A cancel that is answered with the status of a running job has not cancelled it yet.",
        "/cancel",
        ServerScript(cancel=(running,)),
        "an answer with cancelled False and requested True",
        lambda played: _has(played, "cancelled", False) and _has(played, "requested", True),
        words.cancel_sure,
    )
    yield from _later_cases(words, running)


def _cancel_case(
    words: AnswerBuilder, told: str, pointer: str, given: ScriptedAnswer, means: str
) -> ProtocolCase:
    meant, cancelled, requested = MEANINGS[means]
    return ProtocolCase(
        f"cancel-{_slug(told)}",
        f"A cancel answered with {told} says that {meant}.",
        pointer,
        ServerScript(cancel=(given,)),
        f"an answer with cancelled {cancelled} and requested {requested}",
        lambda played: (
            _has(played, "cancelled", cancelled) and _has(played, "requested", requested)
        ),
        words.cancel_sure,
    )


def _later_cases(words: AnswerBuilder, requested: ScriptedAnswer) -> Iterator[ProtocolCase]:
    """Yield how the wait ends for a job whose cancel was asked for: as the job does."""
    before = (words.status("running"),) * 2
    yield ProtocolCase(
        "cancel-requested-then-succeeded",
        "A job whose cancel was asked for, and which succeeds all the same, gives its output.",
        "/cancel",
        words.script(words.success(), before=before, cancel=(requested,), waits=True),
        "the output, after three polls",
        looked(words, 3, 1),
        words.cancel_sure,
    )
    if (end := words.cancelled_end()) is not None:
        yield ProtocolCase(
            "cancel-requested-then-cancelled",
            "A job whose cancel was asked for is waited for until it is cancelled.",
            "/cancel",
            words.script(end, before=before, end="cancelled", cancel=(requested,), waits=True),
            "JobCancelled after three polls",
            lambda played: raised(played, "JobCancelled") and looks(played)[0] == 3,
            words.cancel_sure,
        )


def _slug(told: str) -> str:
    return told.lower().replace(" ", "-").replace("_", "-")


def _has(played: ScriptResult, name: str, value: bool) -> bool:
    return played.error is None and getattr(played.value, name, None) is value
