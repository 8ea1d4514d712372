"""Check recorded traffic with the oracles, one per job."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from clientwright.io.json_types import Schema
from clientwright.specs.model import Service
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.job_contract import BrokenPromise
from clientwright.testing.jobs.job_oracle import ORACLE_PROMISES, JobOracle
from clientwright.testing.jobs.lifecycle_verdicts import UNIQUE_IDS, accepted_submits, duplicate_ids
from clientwright.testing.jobs.operation_call import identify_call
from clientwright.testing.promises import Promise, PromiseGroup


def check_traffic(
    service: Service, exchanges: Sequence[Exchange], output: Schema | None = None
) -> list[BrokenPromise]:
    """Return what recorded calls break, job by job in the order of their first call.

    A recording has no times, so each call is taken to be answered before the next was sent.
    """
    jobs = oracles_by_request(service, exchanges, output).values()
    return [
        *(one for oracle in jobs for one in oracle.broken_promises()),
        *duplicate_ids(service, exchanges),
    ]


def traffic_promises(service: Service) -> tuple[Promise, ...]:
    """Return the promises that recorded traffic is checked against."""
    clauses = (*ORACLE_PROMISES, UNIQUE_IDS)
    return tuple(clause.for_service(service, PromiseGroup.JOBS) for clause in clauses)


def count_tried_in(
    service: Service, exchanges: Sequence[Exchange], output: Schema | None = None
) -> Counter[str]:
    """Return, by promise id, how often recorded calls could have broken the promise."""
    jobs = oracles_by_request(service, exchanges, output).values()
    ids = Counter({UNIQUE_IDS.id: max(0, len(accepted_submits(service, exchanges)) - 1)})
    return +sum((oracle.count_tried() for oracle in jobs), ids)


def oracles_by_request(
    service: Service, exchanges: Iterable[Exchange], output: Schema | None = None
) -> dict[str, JobOracle]:
    """Return an oracle for each request id, with its calls; a submit counts for the id in its answer.

    A submit that was answered without an id is under the empty string.
    """
    jobs: dict[str, JobOracle] = {}
    for exchange in exchanges:
        call = identify_call(service, exchange)
        if call is not None:
            submit = call.operation == "submit"
            subject = exchange.request_id if submit else call.subject
            jobs.setdefault(subject, JobOracle(service, output)).record(exchange)
    return jobs
