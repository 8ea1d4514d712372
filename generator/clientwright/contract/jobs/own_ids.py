"""Each submit is a job of its own: no two are answered with the same request id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from clientwright.contract.exchanges import Exchange
from clientwright.contract.jobs.calls import call_of
from clientwright.contract.jobs.terms import Broken, Clause
from clientwright.contract.promises import Group
from clientwright.specs.model import Service

OWN_IDS = Clause(
    "jobs/own-request-id",
    "/operations/submit",
    "Each submit makes a request of its own, with an id that no other has.",
    "fewer than two submits were taken",
)


def shared_ids(service: Service, exchanges: Iterable[Exchange]) -> Iterator[Broken]:
    """Find submits that were answered with an id that was given out before."""
    first: dict[str, Exchange] = {}
    for exchange in taken(service, exchanges):
        earlier = first.setdefault(exchange.request_id, exchange)
        if earlier is not exchange:
            promise = OWN_IDS.promise(service, Group.JOBS)
            told = f"{exchange.request_id} was given to two submits"
            yield Broken(promise, "a request_id of its own", told, (earlier, exchange))


def taken(service: Service, exchanges: Iterable[Exchange]) -> list[Exchange]:
    """Give the submits among the calls that were taken."""
    calls = ((call_of(service, exchange), exchange) for exchange in exchanges)
    return [
        exchange
        for call, exchange in calls
        if call is not None and call.operation == "submit" and exchange.accepted
    ]
