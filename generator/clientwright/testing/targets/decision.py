"""The decision of a target about a payload: accepted, refused, or neither, with the cause of its crash."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from clientwright.errors import ClientwrightError
from clientwright.io.json_pointer import split_pointer
from clientwright.io.json_types import is_dict
from clientwright.rules.json_edit import MISSING
from clientwright.testing.exchanges import Exchange
from clientwright.testing.promises import Target

FieldSteps = tuple[str, ...]
"""The path to a field, step by step; indexes are text."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer of a target to one payload; `named_fields` are the fields that a refusal names.

    `abort_error` is raised if the payload was valid: the server then refuses the account.
    `malfunction` states what is wrong with the answer itself: a crash, no answer, neither accepted nor refused.
    `cause` names the crash, so that the same one is known again. `undecided` is why a target that took the
    payload has not yet decided about it.
    """

    accepted: bool
    message: str
    named_fields: tuple[FieldSteps, ...] = ()
    malfunction: str = ""
    exchanges: tuple[Exchange, ...] = ()
    abort_error: ClientwrightError | None = None
    cause: str = ""
    undecided: str = ""

    @property
    def described(self) -> str:
        """What the target did, in one line."""
        verb = self.malfunction or ("accepted" if self.accepted else "rejected")
        return f"{verb}: {self.message}"

    @property
    def failed(self) -> bool:
        """Whether a server failed: it answered with 5xx, or not at all."""
        return any(bool(one.failure) or one.status >= 500 for one in self.exchanges)

    def names_any(self, pointers: Iterable[str]) -> bool:
        """Return whether a refusal names one of the fields, a part of one, or its parent."""
        wanted = [dotted_path(split_pointer(pointer)) for pointer in pointers]
        named = [dotted_path(steps) for steps in self.named_fields]
        return any(one.startswith(two) or two.startswith(one) for one in wanted for two in named)


def dotted_path(steps: Iterable[str]) -> str:
    """Join steps to a path that is the same however names with dots and brackets were split."""
    text = re.sub(r"[\[\].]+", ".", ".".join(steps)).strip(".")
    return f"{text}." if text else ""


class PayloadTarget(Protocol):
    """A target that decides about payloads."""

    @property
    def target(self) -> Target:
        """The kind of target."""
        ...

    def has_endpoint(self, endpoint: str) -> bool:
        """Return whether it has the endpoint of a model id."""
        ...

    def decide(self, endpoint: str, payload: Any) -> Decision:
        """Decide about a payload: JSON data, or raw bytes if the target reads bodies."""
        ...


_VARYING = re.compile(r"[0-9a-fA-F-]*\d[0-9a-fA-F-]*")
"""Numbers and request ids."""
_MAX_TEXT = 80


def crash_cause(error: BaseException, folder: Path) -> str:
    """Return the class of an exception and where in a package it was raised or passed last; "" if nowhere."""
    kind, root = type(error).__name__, folder.resolve()
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        path = Path(frame.f_code.co_filename).resolve()
        if path.is_relative_to(root):
            at = f"{path.relative_to(root).as_posix()}:{line}"
            return f"{kind} in {frame.f_code.co_qualname} ({at})"
    return ""


_DROPPED = ("RemoteProtocolError", "ReadError", "WriteError")


def is_dropped(done: Exchange) -> bool:
    """Return whether a call has no answer because its connection was closed; a time-out is none."""
    return done.failure.startswith(_DROPPED)


def failure_cause(done: Exchange) -> str:
    """Return why there is no answer, or the status and error code of a failure, or its text.

    Numbers and ids are masked. A connection is closed before, in or after the headers: that is one cause.
    """
    if is_dropped(done):
        return "no answer: the connection was closed"
    if done.failure:
        return f"no answer: {_VARYING.sub('#', done.failure)[:_MAX_TEXT]}".rstrip(" .")
    if done.error_code is not None:
        return f"HTTP {done.status} with the error code {done.error_code}"
    text = _VARYING.sub("#", " ".join(done.text.split()))[:_MAX_TEXT]
    return f"HTTP {done.status} {text}".rstrip()


def unclear_cause(done: Exchange) -> str:
    """Return what an answer to a submit lacks that neither accepts nor rejects."""
    if not 200 <= done.status < 300:
        return f"HTTP {done.status}"
    if not is_dict(done.body):
        return f"HTTP {done.status} without a JSON object"
    found = done.wire.value("submit", "request_id", done.answer)
    name = done.wire.name_of("submit", "request_id")
    lack = f"without {name}" if found is MISSING else f"with a {name} that is no text"
    if found == "":
        lack = f"with an empty {name}"
    keys = ", ".join(sorted(done.body)) or "none"
    return f"HTTP {done.status} {lack}; keys: {keys[:_MAX_TEXT]}"
