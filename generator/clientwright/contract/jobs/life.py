"""The verdicts about the life of jobs: what a trial's scripts have shown, promise by promise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from clientwright.contract.exchanges import Exchange
from clientwright.contract.jobs import verdicts
from clientwright.contract.jobs.desk import Desk
from clientwright.contract.jobs.oracle import CLAUSES
from clientwright.contract.jobs.own_ids import OWN_IDS, shared_ids, taken
from clientwright.contract.jobs.table import ENDED
from clientwright.contract.jobs.terms import Broken, Clause
from clientwright.contract.promises import (
    Group,
    Judge,
    Note,
    Outcome,
    Promise,
    Verdict,
)
from clientwright.specs.model import Service

ANSWERED = Clause(
    "jobs/answered-at-any-time",
    "/operations/result",
    "Status, result and cancel of one's own request are answered at any time of its life, not refused.",
    "no submit was taken",
)
LIFE = (*CLAUSES, OWN_IDS, ANSWERED)
"""What a trial of the life of a job holds a server to."""

_DOCUMENTED = {"submit": 200, "status": 200, "result": 200, "cancel": 202}
"""The HTTP status that stands beside each good answer in the documents."""


def judged(desk: Desk, promises: Iterable[Promise], seed: int) -> Outcome:
    """Give a verdict for each promise, from all that was seen of a desk's jobs."""
    broken: dict[str, Broken] = {}
    for one in _broken(desk):
        broken.setdefault(one.promise.id, one)
    tried, why = _tried(desk), _excuse(desk)
    untried = {clause.id: "; ".join(filter(None, (clause.untried, why))) for clause in LIFE}

    def verdict(promise: Promise) -> Verdict:
        times = tried[promise.id]
        if one := broken.get(promise.id):
            return verdicts.broken(promise, one.finding(seed), max(1, times))
        if times:
            return verdicts.proved(promise, times)
        return verdicts.untried(promise, untried[promise.id])

    return Outcome(tuple(map(verdict, promises)), tuple(_notes(desk)))


def _broken(desk: Desk) -> Iterator[Broken]:
    service = desk.server.service
    for job in desk.jobs:
        yield from job.oracle.broken()
    yield from shared_ids(service, desk.submits)
    for job in desk.jobs:
        yield from (_unanswered(service, job.submitted, one) for one in job.unanswered)


def _unanswered(service: Service, submitted: Exchange, exchange: Exchange) -> Broken:
    promise = ANSWERED.promise(service, Group.JOBS)
    expected = "an answer: the request is one's own, and was taken"
    return Broken(promise, expected, exchange.told(), (submitted, exchange))


def _tried(desk: Desk) -> Counter[str]:
    taken_here = len(taken(desk.server.service, desk.submits))
    more = {OWN_IDS.id: max(0, taken_here - 1), ANSWERED.id: _answers(desk)}
    return sum((job.oracle.tried() for job in desk.jobs), Counter(more))


def _answers(desk: Desk) -> int:
    return sum(one.good for job in desk.jobs for one in job.oracle.history if one.stages)


def _excuse(desk: Desk) -> str:
    """Say what kept promises from coming up: submits that were not taken, jobs that did not end."""
    refused = [one for one in desk.submits if not one.accepted]
    if refused:
        return f"a submit was not taken: {refused[0].told()}"
    if desk.stopped:
        return desk.stopped
    if desk.silent:
        return f"the server stopped answering: {desk.jobs[-1].oracle.history[-1].exchange.told()}"
    ended = [
        any(one.stages <= ENDED for one in job.oracle.history if one.told) for job in desk.jobs
    ]
    if desk.patience.over and not all(ended):
        return f"a job had not ended when {desk.patience.seconds:g} s of waiting were over"
    return ""


def _notes(desk: Desk) -> Iterator[Note]:
    yield from _statuses(desk)
    yield from _cancelled_again(desk)


def _statuses(desk: Desk) -> Iterator[Note]:
    """Note HTTP statuses of good answers that are others than the documented ones."""
    seen: dict[str, set[int]] = {}
    for job in desk.jobs:
        for one in job.oracle.history:
            status = one.exchange.status
            if one.good and status != _DOCUMENTED[one.operation]:
                seen.setdefault(one.operation, set()).add(status)
    for name, statuses in sorted(seen.items()):
        told = ", ".join(map(str, sorted(statuses)))
        documented = f"{told} (the documents say {_DOCUMENTED[name]})"
        yield Note(f"Which HTTP status does an accepted {name} have?", documented, Judge.SERVER)


def _cancelled_again(desk: Desk) -> Iterator[Note]:
    """Note what a cancel of a cancelled job answers: the documents leave it open."""
    for job in desk.jobs:
        cancels = [one for one in job.oracle.history if one.operation == "cancel" and one.stages]
        again = [two for one in cancels for two in cancels if one.cancelled and one.before(two)]
        if again:
            yield Note(
                "What does a cancel of a cancelled job answer?",
                str(again[0].field("outcome")),
                Judge.SERVER,
            )
            return
