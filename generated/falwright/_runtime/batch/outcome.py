# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""One request of a batch, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Generic, NamedTuple, TypeGuard, TypeVar

from ..endpoint import Request
from ..journal.entry import Entry, SavedFile
from ..responses import Result, Success

OutputT_co = TypeVar("OutputT_co", covariant=True)
OutputT = TypeVar("OutputT")

STATES = (
    "succeeded",
    "failed",
    "cancelled",
    "refused",
    "unknown",
    "accepted",
    "timed_out",
    "not_submitted",
)
"""What may have become of a request.

`refused`: by the provider, or by the check of its input. `unknown`: it may have been bought, and is
never bought again. `accepted` and `timed_out`: it was bought, and the job runs on. `not_submitted`:
nothing was sent.
"""
BOUGHT = ("succeeded", "failed", "cancelled", "unknown", "accepted", "timed_out")
"""States that count as spent; the provider says only afterwards whether a failed job is billed."""
ENDED_BADLY = ("failed", "cancelled", "refused")
RUNNING_ON = ("accepted", "timed_out")


@dataclass(frozen=True, kw_only=True)
class Outcome(Generic[OutputT_co]):
    """What became of the request at `position` of a batch; money is in US dollars.

    `error` says why there is no result, or why its files could not be saved. `entry` is the row of
    the client's journal when the job was submitted. `price` is what was reserved, `cost` what the
    provider says. `bought_before` is an entry with which the batch had bought another input at this
    place before this request was bought.
    """

    position: int
    state: str
    request: Request[OutputT_co] | None = field(repr=False, hash=False)
    request_id: str | None = None
    result: Result[OutputT_co] | None = field(default=None, repr=False, hash=False)
    error: BaseException | None = field(default=None, hash=False)
    files: tuple[SavedFile, ...] = ()
    entry: Entry | None = field(default=None, repr=False, hash=False)
    price: Decimal | None = None
    cost: Decimal | None = None
    bought_before: Entry | None = field(default=None, repr=False, hash=False)

    @property
    def spent(self) -> Decimal | None:
        """What the job costs as far as it is known; 0 if it was not bought."""
        if self.state not in BOUGHT:
            return Decimal(0)
        return self.price if self.cost is None else self.cost

    @property
    def expected(self) -> Decimal:
        """The part of `spent` that is an expected price, because the cost is not known."""
        return Decimal(0) if self.cost is not None else self.spent or Decimal(0)

    @property
    def is_success(self) -> bool:
        """Whether the job succeeded and nothing went wrong with its output."""
        return self.state == "succeeded" and self.error is None

    def to_dict(self) -> dict[str, Any]:
        """Return the outcome as JSON data."""
        error: dict[str, str] | None = None
        if self.error is not None:
            error = {"type": type(self.error).__name__, "message": str(self.error)}
        return {
            "position": self.position,
            "state": self.state,
            "endpoint": None if self.request is None else self.request.endpoint.id,
            "request_id": self.request_id,
            "entry": None if self.entry is None else self.entry.short_id,
            "price": money_text(self.price),
            "cost": money_text(self.cost),
            "urls": [] if self.result is None else [*self.result.urls],
            "files": [one._asdict() for one in self.files],
            "error": error,
            "bought_before": None if self.bought_before is None else self.bought_before.short_id,
        }


def success_of(outcome: Outcome[OutputT_co]) -> Success[OutputT_co] | None:
    """Return the result of a job that succeeded with an output that can be read, or None."""
    return outcome.result if isinstance(outcome.result, Success) else None


def money_text(money: Decimal | None) -> str | None:
    """Return an amount as text without an exponent, or None."""
    return None if money is None else f"{money:f}"


class Item(NamedTuple, Generic[OutputT]):
    """A request, its place in the batch, and what it is expected to cost, if that is known.

    `listed` is its price, which is less if jobs have cost more than theirs; `shortfall` is how much
    more than what is reserved the jobs that run are expected to cost. `ended` is how many others had
    ended when it began. `is_joined`: the batch has stopped, so it is only looked up in the journal,
    and never bought.
    """

    position: int
    request: Request[OutputT]
    price: Decimal | None
    ended: int = 0
    is_joined: bool = False
    listed: Decimal | None = None
    shortfall: Decimal = Decimal(0)


def is_request(value: object) -> TypeGuard[Request[Any]]:
    """Return whether a value is a request of this package."""
    return isinstance(value, Request)


def endpoint_of(request: object) -> str | None:
    """Return the endpoint of a request, or None."""
    return request.endpoint.id if is_request(request) else None


def not_submitted(item: Item[OutputT], error: BaseException | None) -> Outcome[OutputT]:
    """Return the outcome of a request that was not sent, and why, if that is known."""
    return Outcome(
        position=item.position,
        state="not_submitted",
        request=item.request if is_request(item.request) else None,
        error=error,
        price=item.price,
    )
