"""One request of a batch, with its place and what it is expected to cost."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Generic, NamedTuple, TypeGuard, TypeVar

from ..endpoint import Request
from .outcome import Outcome

OutputT = TypeVar("OutputT")


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
