"""Recorded traffic held to the oracle: calls are sorted by the job that they are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from clientwright.contract.exchanges import Exchange
from clientwright.contract.jobs.calls import call_of
from clientwright.contract.jobs.oracle import CLAUSES, Oracle
from clientwright.contract.jobs.own_ids import OWN_IDS, shared_ids, taken
from clientwright.contract.jobs.terms import Broken
from clientwright.contract.promises import Group, Promise
from clientwright.specs.json_text import Schema
from clientwright.specs.model import Service


def judge_traffic(
    service: Service, exchanges: Sequence[Exchange], output: Schema | None = None
) -> list[Broken]:
    """Find what recorded calls break, job by job in the order of their first call.

    A recording tells no times: each call is taken to have been answered before the next was sent.
    """
    jobs = oracles(service, exchanges, output).values()
    return [*(one for oracle in jobs for one in oracle.broken()), *shared_ids(service, exchanges)]


def promises(service: Service) -> tuple[Promise, ...]:
    """List what recorded traffic is held to."""
    clauses = (*CLAUSES, OWN_IDS)
    return tuple(clause.promise(service, Group.JOBS) for clause in clauses)


def tried_in(
    service: Service, exchanges: Sequence[Exchange], output: Schema | None = None
) -> Counter[str]:
    """Count, by the ids of promises, how often each came up in recorded calls."""
    jobs = oracles(service, exchanges, output).values()
    ids = Counter({OWN_IDS.id: max(0, len(taken(service, exchanges)) - 1)})
    return +sum((oracle.tried() for oracle in jobs), ids)


def oracles(
    service: Service, exchanges: Iterable[Exchange], output: Schema | None = None
) -> dict[str, Oracle]:
    """Give an oracle for each request id, fed with its calls; a submit belongs to the id it was answered with.

    A submit that was answered without an id stands under the empty string.
    """
    jobs: dict[str, Oracle] = {}
    for exchange in exchanges:
        call = call_of(service, exchange)
        if call is not None:
            submit = call.operation == "submit"
            subject = exchange.request_id if submit else call.subject
            jobs.setdefault(subject, Oracle(service, output)).sees(exchange)
    return jobs
