"""Why the sandbox refuses a call or lets a job fail, and the provider's own error for each reason.

The error is one that the service's file documents, chosen by its kind; where several have the kind, by
their HTTP status. Where none has, the refusal has the usual status of the kind, and words alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from clientwright.specs.wire_facts import HTTP_BY_KIND, DocumentedError, WireFacts

_Rank = Callable[[DocumentedError], tuple[bool, ...]]


def _first(_: DocumentedError) -> tuple[bool, ...]:
    return ()


def _is_not(http: int) -> _Rank:
    return lambda error: (error.http != http,)


@dataclass(frozen=True, slots=True)
class _Choice:
    """The kinds of error that a reason may have, the best first; of one kind the error of the lowest rank."""

    words: str
    kinds: tuple[str, ...]
    rank: _Rank = _first
    http: int = 0
    """The HTTP status of all such refusals, if it is not that of the error."""


class Reason(Enum):
    """A reason to refuse a call, or for a job to end without an output."""

    INVALID_TOKEN = _Choice("The token is missing or not accepted.", ("authentication",))
    INVALID_MODEL = _Choice(
        "There is no such model.", ("not-found",), lambda error: (error.http == 404,)
    )
    UNKNOWN_REQUEST = _Choice("There is no such request.", ("not-found",), _is_not(404))
    FOREIGN_REQUEST = _Choice(
        "The request belongs to another account.", ("permission", "not-found"), _is_not(403)
    )
    INSUFFICIENT_BALANCE = _Choice(
        "The account's balance does not cover the job.", ("balance", "permission")
    )
    THROTTLED = _Choice("Too many submits: come back later.", ("rate-limited",))
    INVALID_INPUT = _Choice(
        "The input does not fit the model.",
        ("refused",),
        lambda error: (error.http != 422, error.code is not None),
    )
    MALFORMED = _Choice(
        "The call is malformed.",
        ("refused",),
        lambda error: (error.http != 400, error.http != 422),
        http=400,
    )
    SERVER_ERROR = _Choice("The sandbox failed; its log says why.", ("server",), _is_not(500))
    OVERLOADED = _Choice(
        "The sandbox lets every second look of this account fail.", ("server",), _is_not(500)
    )
    CONTENT_REFUSED = _Choice(
        "The sandbox lets every job of this account fail.",
        ("refused",),
        lambda error: (error.http != 422, error.code is None),
    )
    MODEL_FAILED = _Choice(
        "The sandbox lets the model fail in every job of this account.",
        ("server",),
        lambda error: (error.code is None, error.http != 500),
    )
    TIMED_OUT = _Choice(
        "The sandbox lets the time of every job of this account run out.", ("timed-out", "server")
    )
    CANCELLED = _Choice(
        "The request was cancelled.",
        ("cancelled",),
        lambda error: ("cancel" not in str(error.code),),
    )
    EXPIRED = _Choice("The result is no longer kept.", ("expired",))

    @property
    def words(self) -> str:
        """What the sandbox says of it, where the provider's error has no code."""
        return self.value.words

    def error(self, facts: WireFacts) -> DocumentedError | None:
        """Return the documented error that a service has for the reason, if any."""
        for kind in self.value.kinds:
            if listed := [error for error in facts.errors if error.kind == kind]:
                return min(listed, key=self.value.rank)
        return None

    def http(self, facts: WireFacts) -> int:
        """Return the HTTP status of a refusal for this reason."""
        error = self.error(facts)
        return self.value.http or (error.http if error else HTTP_BY_KIND[self.value.kinds[0]])

    def is_documented(self, facts: WireFacts) -> bool:
        """Return whether a service documents an error of the first kind."""
        return any(error.kind == self.value.kinds[0] for error in facts.errors)
