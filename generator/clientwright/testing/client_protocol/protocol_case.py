"""A promise about jobs with the script of answers that checks it, and what its result may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from clientwright.testing.client_protocol.answer_builder import OUTPUT_URL
from clientwright.testing.client_protocol.scripted_server import (
    REQUEST_ID,
    ScriptResult,
    ServerScript,
)

IsKept = Callable[[ScriptResult], bool]


@dataclass(frozen=True, slots=True)
class ProtocolCase:
    """A promise, the pointer of its source in `service.json`, and the script that checks it.

    `is_kept` returns whether the result of the script keeps the promise; `expected` describes it.
    """

    name: str
    sentence: str
    pointer: str
    script: ServerScript
    expected: str
    is_kept: IsKept
    sure: str = "H"


def raised(played: ScriptResult, *names: str) -> bool:
    """Return whether the client raised an error of one of these classes."""
    return played.error is not None and type(played.error).__name__ in names


def names_request(played: ScriptResult, request_id: str = REQUEST_ID) -> bool:
    """Return whether the error has the request id."""
    return getattr(played.error, "request_id", None) == request_id


def succeeded(played: ScriptResult) -> bool:
    """Return whether the client delivered the output."""
    output = getattr(played.value, "output", None)
    return played.error is None and OUTPUT_URL in tuple(getattr(output, "urls", ()))


def submitted_once(played: ScriptResult) -> bool:
    """Return whether the client sent one submit."""
    return played.calls.get("submit") == 1


def submit_unknown(played: ScriptResult) -> bool:
    """Return whether the client says, after one submit, that the job may have been accepted."""
    return raised(played, "SubmitUnknown") and submitted_once(played)
