"""Recorded traffic held to the oracle: calls are sorted by the job that they are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from clientwright.contract.exchanges import Exchange
from clientwright.contract.jobs.calls import call_of
from clientwright.contract.jobs.oracle import Oracle
from clientwright.contract.jobs.own_ids import shared_ids
from clientwright.contract.jobs.terms import Broken
from clientwright.spec.jsontext import Schema
from clientwright.spec.values import Service


def judge_traffic(
    service: Service, exchanges: Sequence[Exchange], output: Schema | None = None
) -> list[Broken]:
    """Find what recorded calls break, job by job in the order of their first call.

    A recording tells no times: each call is taken to have been answered before the next was sent.
    """
    jobs = oracles(service, exchanges, output).values()
    return [*(one for oracle in jobs for one in oracle.broken()), *shared_ids(service, exchanges)]


def tried_in(
    service: Service, exchanges: Iterable[Exchange], output: Schema | None = None
) -> Counter[str]:
    """Count, by the ids of promises, how often each came up in recorded calls."""
    jobs = oracles(service, exchanges, output).values()
    return sum((oracle.tried() for oracle in jobs), Counter[str]())


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
