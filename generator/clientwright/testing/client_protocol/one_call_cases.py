"""What follows where one call has status and result, and where a job that succeeded may have no output."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.testing.client_protocol.answer_builder import AnswerBuilder
from clientwright.testing.client_protocol.protocol_case import (
    IsKept,
    ProtocolCase,
    looked,
    looks,
    names_request,
    raised,
    succeeded,
)
from clientwright.testing.client_protocol.scripted_server import GivenAnswer, ScriptResult
from clientwright.testing.targets.client_target import output_data
from clientwright.testing.wire_answers import body_with_value


def one_call_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promises about answers that are status and result at once."""
    if words.facts.one_call:
        yield from _single_call_cases(words)
        yield from _ended_word_cases(words)
    if words.facts.expired_at:
        yield from _expired_cases(words)
    if words.delivers_null:
        null = words.result("succeeded", output=None)
        yield ProtocolCase(
            "null-output-is-delivered",
            "A job that succeeded, and whose output is null, has succeeded: the output is None.",
            "/output",
            words.script(null),
            "a result whose output is None",
            _delivers_null,
        )


def _single_call_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    running = words.status("running")
    yield ProtocolCase(
        "status-is-the-result",
        "The call that tells the status tells the result, too: each look is one call.",
        "/operations/result",
        words.script(words.success(), before=(running, running)),
        "the output, after three calls",
        looked(words, 3, 0),
    )
    yield ProtocolCase(
        "failure-is-told-once",
        "The answer that says that a job failed has the reason: it is not asked for again.",
        "/operations/result",
        words.script(words.failure(), words.success()),
        "JobFailed with the request id, after one call",
        lambda played: (
            raised(played, "JobFailed") and names_request(played) and looks(played) == (1, 0)
        ),
    )
    partial = words.status("running", output=words.outputs.readable)
    yield ProtocolCase(
        "output-of-a-running-job-is-no-end",
        "The output that a running job has so far does not end the waiting.",
        "/operations/result",
        words.script(words.success(), before=(partial, partial)),
        "the output, after three calls",
        looked(words, 3, 0),
    )


def _ended_word_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield how a job ends for each word that ends one."""
    for word, phase in words.facts.status_values.items():
        if phase == "cancelled":
            answer, expected = words.with_word("result", word), "JobCancelled"
        elif phase == "failed":
            answer, expected = words.failure(status=word), "JobFailed"
        elif phase == "succeeded":
            answer, expected = words.success(status=word), ""
        else:
            continue
        yield ProtocolCase(
            f"status-says-{word}",
            f"A job whose status is {word!r} has {_ENDS[phase]}: waiting ends.",
            f"/status/values/{word}",
            words.script(answer, words.status("running")),
            f"{expected or 'the output'}, after one call",
            _ends_at_once(expected),
        )


_ENDS = {"cancelled": "been cancelled", "failed": "failed", "succeeded": "succeeded"}


def _ends_at_once(expected: str) -> IsKept:
    def is_kept(played: ScriptResult) -> bool:
        ended = raised(played, expected) if expected else succeeded(played)
        return ended and looks(played) == (1, 0)

    return is_kept


def _expired_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promises about a job that succeeded and whose output is no longer kept."""
    for n, pointer in enumerate(words.facts.expired_at):
        gone = _marked(words, pointer, True, None)
        is_null = words.delivers_null
        kept = _marked(words, pointer, False, *((None,) if is_null else ()))
        name = pointer.strip("/").replace("/", "-").replace("_", "-")
        yield ProtocolCase(
            f"expired-at-{name}",
            f"A job that succeeded, but has true at {pointer}, is an expired result, not an empty one.",
            f"/expired_at/{n}",
            words.script(gone),
            "ResultExpired with the request id, at once",
            _is_expired,
        )
        yield ProtocolCase(
            f"false-at-{name}-is-not-expired",
            f"A job that succeeded, and has false at {pointer}, gives its output, also if that is null.",
            f"/expired_at/{n}",
            words.script(kept),
            "the output, after one look",
            _delivers_null if is_null else looked(words, 1, 1),
        )


def _marked(words: AnswerBuilder, pointer: str, value: bool, *output: None) -> GivenAnswer:
    """Return the answer about a job that succeeded, with a mark of expiry and with its output, or another one."""
    made = words.success(**({"output": output[0]} if output else {}))
    return made[0], body_with_value(made[1], pointer, value)


def _is_expired(played: ScriptResult) -> bool:
    return raised(played, "ResultExpired") and names_request(played) and played.seconds < 30


def _delivers_null(played: ScriptResult) -> bool:
    """Return whether the output is None, or a value of the endpoint's own class that stands for null."""
    output = getattr(played.value, "output", ...)
    data = output if output in (None, ...) else output_data(output, None)
    return played.error is None and data in (None, {})
