"""What a target says about a payload: taken, refused, or neither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from clientwright.errors import ClientwrightError
from clientwright.testing.exchanges import Exchange
from clientwright.testing.promises import Target

FieldSteps = tuple[str, ...]
"""The steps that lead to a field, indexes as text."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One answer to one payload; `named` are the fields that a refusal names, where it names any.

    `stop` is what to raise if the payload was a good one: then it is the account that is refused.
    `trouble` says what is wrong with the answer itself: a crash, no answer, neither yes nor no.
    """

    accepted: bool
    message: str
    named_fields: tuple[FieldSteps, ...] = ()
    malfunction: str = ""
    exchanges: tuple[Exchange, ...] = ()
    abort_error: ClientwrightError | None = None


class PayloadTarget(Protocol):
    """Whoever decides about payloads."""

    @property
    def target(self) -> Target:
        """Who it is."""
        ...

    def has_endpoint(self, endpoint: str) -> bool:
        """Tell whether it has the endpoint of a model id."""
        ...

    def decide(self, endpoint: str, payload: Any) -> Decision:
        """Decide about a payload: JSON data, or raw bytes for a target that reads bodies."""
        ...
