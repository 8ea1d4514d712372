"""The decision of a target about a payload: accepted, refused, or neither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from clientwright.errors import ClientwrightError
from clientwright.testing.exchanges import Exchange
from clientwright.testing.promises import Target

FieldSteps = tuple[str, ...]
"""The path to a field, step by step; indexes are text."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer of a target to one payload; `named_fields` are the fields that a refusal names.

    `abort_error` is raised if the payload was valid: the server then refuses the account.
    `malfunction` states what is wrong with the answer itself: a crash, no answer, neither accepted nor refused.
    `cause` names the crash, so that the same one is known again.
    """

    accepted: bool
    message: str
    named_fields: tuple[FieldSteps, ...] = ()
    malfunction: str = ""
    exchanges: tuple[Exchange, ...] = ()
    abort_error: ClientwrightError | None = None
    cause: str = ""


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
