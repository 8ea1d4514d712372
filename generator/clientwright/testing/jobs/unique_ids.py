"""Each submit creates its own job: no two answers have the same request id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from clientwright.specs.model import Service
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.job_contract import BrokenPromise, PromiseTemplate
from clientwright.testing.jobs.operation_call import identify_call
from clientwright.testing.promises import PromiseGroup

UNIQUE_IDS = PromiseTemplate(
    "jobs/own-request-id",
    "/operations/submit",
    "Each submit creates a request of its own, with a unique id.",
    "fewer than two submits were accepted",
)


def duplicate_ids(service: Service, exchanges: Iterable[Exchange]) -> Iterator[BrokenPromise]:
    """Yield submits that were answered with a request id of an earlier one."""
    first: dict[str, Exchange] = {}
    for exchange in accepted_submits(service, exchanges):
        earlier = first.setdefault(exchange.request_id, exchange)
        if earlier is not exchange:
            promise = UNIQUE_IDS.for_service(service, PromiseGroup.JOBS)
            observed = f"{exchange.request_id} is the id of two submits"
            yield BrokenPromise(promise, "a request_id of its own", observed, (earlier, exchange))


def accepted_submits(service: Service, exchanges: Iterable[Exchange]) -> list[Exchange]:
    """Return the accepted submits among the calls."""
    calls = ((identify_call(service, exchange), exchange) for exchange in exchanges)
    return [
        exchange
        for call, exchange in calls
        if call is not None and call.operation == "submit" and exchange.accepted
    ]
