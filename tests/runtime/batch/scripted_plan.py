"""Requests and outcomes for tests of a batch's plan, without a client."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from clientwright.runtime.batch.outcome import Item, Outcome
from clientwright.runtime.batch.plan import Plan
from runtime.demo_service import ENDPOINT


def request(text: object) -> Any:
    """Return a request with a prompt."""
    return ENDPOINT.request({"prompt": str(text)})


def outcome(item: Item[Any], state: str, **more: Any) -> Outcome[Any]:
    """Return an outcome of a request."""
    facts = {"price": item.price, **more}
    return Outcome(position=item.position, state=state, request=item.request, **facts)


def begin_next(plan: Plan[Any]) -> Item[Any] | None:
    """Begin the next request, if there is one that may be submitted."""
    while found := plan.next_held() or plan.next_request():
        if item := plan.begin(*found):
            return item
    return None


USD = Decimal(1)
