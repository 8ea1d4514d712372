"""A promise about jobs: the script of a provider's answers that checks it, and what the client's result may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from clientwright.testing.client_protocol.answer_builder import FAILURE_REASON, AnswerBuilder
from clientwright.testing.client_protocol.scripted_outputs import delivers
from clientwright.testing.client_protocol.scripted_server import (
    REQUEST_ID,
    ScriptResult,
    ServerScript,
)

CONTINUES = "continues"
"""The word by which a client says that a job goes on."""


IsKept = Callable[[ScriptResult], bool]


@dataclass(frozen=True, slots=True)
class ProtocolCase:
    """A promise, the pointer of its source in `service.json`, and the script that checks it.

    `is_kept` returns whether the result of the script keeps the promise; `expected` describes it.
    If the promise cannot be tried with the endpoint, `untried` is the reason.
    """

    name: str
    sentence: str
    pointer: str
    script: ServerScript
    expected: str
    is_kept: IsKept
    sure: str = "H"
    untried: str = ""


def raised(played: ScriptResult, *names: str) -> bool:
    """Return whether the client raised an error of one of these classes."""
    return played.error is not None and type(played.error).__name__ in names


def names_request(played: ScriptResult, request_id: str | None = REQUEST_ID) -> bool:
    """Return whether the error has the request id, or None if there is none."""
    return getattr(played.error, "request_id", None) == request_id


def succeeded(played: ScriptResult) -> bool:
    """Return whether the client delivered the output."""
    return played.error is None and delivers(played.value, played.sent_output)


def failed(played: ScriptResult) -> bool:
    """Return whether the client says that the job failed, and why."""
    return raised(played, "JobFailed") and FAILURE_REASON in str(played.error)


def looked(words: AnswerBuilder, polls: int, results: int) -> IsKept:
    """Return a check for the output after so many looks, at results, too, if these have a call of their own."""
    expected = (polls, 0 if words.facts.one_call else results)
    return lambda played: succeeded(played) and looks(played) == expected


def looks(played: ScriptResult) -> tuple[int, int]:
    """Return how often the status and the result were asked for."""
    return played.calls.get("status", 0), played.calls.get("result", 0)


def submitted_once(played: ScriptResult) -> bool:
    """Return whether the client sent one submit."""
    return played.calls.get("submit") == 1


def submit_unknown(played: ScriptResult) -> bool:
    """Return whether the client says, after one submit, that the job may have been accepted."""
    return raised(played, "SubmitUnknown") and submitted_once(played)
