"""How long a client waits: for an answer it was told to wait for, to the deadline, and what it says then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

from clientwright.testing.client_protocol.answer_builder import AnswerBuilder
from clientwright.testing.client_protocol.protocol_case import (
    CONTINUES,
    IsKept,
    ProtocolCase,
    names_request,
    raised,
    succeeded,
)
from clientwright.testing.client_protocol.scripted_server import (
    GATEWAY_FAILURE,
    REQUEST_ID,
    ScriptResult,
    ServerScript,
)
from clientwright.testing.client_protocol.waiting_cases import UNKNOWN_WORD

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


def deadline_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promises about the deadline of a wait."""
    running, done = words.status("running"), words.success()
    yield ProtocolCase(
        "timeout-keeps-the-request",
        "When waiting ends before the job does, the error has the request id.",
        "/status",
        ServerScript(status=(running,)),
        f"JobTimedOut about {REQUEST_ID}",
        lambda played: raised(played, "JobTimedOut") and names_request(played),
    )
    yield from _last_word_cases(words)
    yield ProtocolCase(
        "last-look-at-the-deadline",
        "A job is looked at once more at the deadline, however long the service asks to wait.",
        "/operations/status",
        words.script(done, before=(words.busy(429, {"Retry-After": "60"}),), patience=6),
        "the output",
        succeeded,
    )
    yield ProtocolCase(
        "waits-until-the-deadline",
        "The last poll of a wait that times out is at its deadline, not before.",
        "/operations/status",
        ServerScript(status=(running,), patience=47),
        "JobTimedOut after a last poll at 47 s",
        lambda played: raised(played, "JobTimedOut") and 47 <= played.times("status")[-1] < 48,
    )
    yield ProtocolCase(
        "wait-of-zero-looks-once",
        "A wait of 0 seconds looks once, and delivers a job that has ended.",
        "/operations/status",
        words.script(done, patience=0),
        "the output, each answer within a second or more",
        lambda played: succeeded(played) and all(one.timeout >= 1 for one in played.requests),
    )
    yield ProtocolCase(
        "wait-of-zero-ends",
        "A wait of 0 seconds for a running job looks once, and no more.",
        "/operations/status",
        ServerScript(status=(running,), patience=0),
        "JobTimedOut after one poll",
        lambda played: raised(played, "JobTimedOut") and played.calls.get("status") == 1,
    )


def _last_word_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promises about the text of a timeout."""
    word = words.wire.word("status", "running")
    yield ProtocolCase(
        "timeout-names-the-status",
        "When waiting ends before the job does, the error says what the job's last status was, and that it continues.",
        "/status/values",
        ServerScript(status=(words.status("running"),)),
        f"JobTimedOut that says {word!r} and that the job continues",
        lambda played: _timed_out_with(played, word) and CONTINUES in played.text,
    )
    for name, sentence, last, script in _unclear_ends(words):
        yield ProtocolCase(
            f"timeout-of-{name}-job",
            f"When waiting ends for a job {sentence}, the error does not claim that the job continues.",
            "/status/values",
            script,
            f"JobTimedOut that does not say {CONTINUES!r}",
            _claims_nothing(last),
        )


def _unclear_ends(words: AnswerBuilder) -> Iterator[tuple[str, str, str, ServerScript]]:
    """Yield what is unclear about jobs, the last word about each, and its script."""
    end, broken = words.wire.word("status", "succeeded"), GATEWAY_FAILURE
    unknown = words.with_word("result", UNKNOWN_WORD)
    if words.two_words:
        script = words.script(unknown, patience=100)
        yield "finished", "whose result does not follow", end, script
    if not words.facts.one_call:
        script = words.script(broken, patience=100)
        yield "unreadable", "whose result cannot be read", end, script
    last = (words.with_word("status", UNKNOWN_WORD),)
    results = (unknown,) if words.two_words else ()
    script = ServerScript(status=last, result=results, patience=100)
    yield "unknown", "whose status is undocumented", UNKNOWN_WORD, script


def retry_after_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promises about a poll that the service asks to repeat later."""
    done = words.success()
    for name, value in (("long", "3600"), ("endless", "1e12")):
        yield ProtocolCase(
            f"{name}-retry-after-of-a-poll",
            f"A poll that is asked to wait {value} seconds is repeated after about a minute.",
            "/operations/status",
            words.script(done, before=(words.busy(429, {"Retry-After": value}),)),
            "the output, with a pause of 30 to 75 seconds",
            lambda played: succeeded(played) and 30 <= _longest_pause(played) <= 75,
        )
    yield ProtocolCase(
        "retry-after-of-a-poll",
        "A poll is not repeated before the time that the service asks for.",
        "/operations/status",
        words.script(done, before=(words.busy(429, {"Retry-After": "20"}),)),
        "the output, with a pause of 20 to 35 seconds",
        lambda played: succeeded(played) and 20 <= _longest_pause(played) <= 35,
    )
    later = {"Date": _http_date(NOON), "Retry-After": _http_date(NOON + timedelta(seconds=20))}
    yield ProtocolCase(
        "retry-after-as-a-date",
        "A Retry-After that is a date is read against the answer's own Date, whatever the client's clock.",
        "/operations/status",
        words.script(done, before=(words.busy(429, later),)),
        "the output, with a pause of 20 to 35 seconds",
        lambda played: succeeded(played) and 20 <= _longest_pause(played) <= 35,
    )


def pace_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promise about the pauses between the polls of one wait."""
    yield ProtocolCase(
        "polls-grow-rarer",
        "The older a job, the longer the pauses between polls: soon after the submit at most 3 s, "
        "after ten minutes at least 5 s and at most 60 s.",
        "/operations/status",
        ServerScript(status=(words.status("running"),)),
        "JobTimedOut, with growing pauses",
        _grows_rarer,
    )


def _grows_rarer(played: ScriptResult) -> bool:
    pauses = [later - earlier for earlier, later in pairwise(played.times("status"))]
    if not raised(played, "JobTimedOut") or len(pauses) < 10:
        return False
    regular = pauses[:-1]
    growing = all(later >= earlier - 0.001 for earlier, later in pairwise(regular))
    return growing and regular[0] <= 3 and 5 <= regular[-1] <= 60


def _timed_out_with(played: ScriptResult, word: str) -> bool:
    return raised(played, "JobTimedOut") and names_request(played) and word in played.text


def _claims_nothing(word: str) -> IsKept:
    return lambda played: _timed_out_with(played, word) and CONTINUES not in played.text


def _longest_pause(played: ScriptResult) -> float:
    return max((later.at - earlier.at for earlier, later in pairwise(played.requests)), default=0)


def _http_date(when: datetime) -> str:
    return format_datetime(when, usegmt=True)
