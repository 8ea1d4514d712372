"""The verdicts about the life of jobs: what a trial's scripts have shown, promise by promise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from clientwright.specs.model import Service
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs import server_verdicts
from clientwright.testing.jobs.job_contract import BrokenPromise, PromiseTemplate
from clientwright.testing.jobs.job_driver import JobDriver
from clientwright.testing.jobs.job_oracle import ORACLE_PROMISES
from clientwright.testing.jobs.state_machine import ENDED
from clientwright.testing.jobs.unique_ids import UNIQUE_IDS, accepted_submits, duplicate_ids
from clientwright.testing.promises import Note, Promise, PromiseGroup, Target, TrialResult, Verdict

ALWAYS_ANSWERED = PromiseTemplate(
    "jobs/answered-at-any-time",
    "/operations/result",
    "Status, result and cancel of one's own request are answered at any time of its life, not refused.",
    "no submit was taken",
)
LIFECYCLE_PROMISES = (*ORACLE_PROMISES, UNIQUE_IDS, ALWAYS_ANSWERED)
"""What a trial of the life of a job holds a server to."""

_DOCUMENTED_STATUSES = {"submit": 200, "status": 200, "result": 200, "cancel": 202}
"""The HTTP status that stands beside each good answer in the documents."""


def lifecycle_outcome(desk: JobDriver, promises: Iterable[Promise], seed: int) -> TrialResult:
    """Give a verdict for each promise, from all that was seen of a desk's jobs."""
    broken: dict[str, BrokenPromise] = {}
    for one in _broken_promises(desk):
        broken.setdefault(one.promise.id, one)
    tried, why = _count_tried(desk), _untried_reason(desk)
    untried = {
        clause.id: "; ".join(filter(None, (clause.untried_reason_for(desk.server.service), why)))
        for clause in LIFECYCLE_PROMISES
    }

    def verdict(promise: Promise) -> Verdict:
        times = tried[promise.id]
        if one := broken.get(promise.id):
            return server_verdicts.broken_verdict(promise, one.to_finding(seed), max(1, times))
        if times:
            return server_verdicts.proved_verdict(promise, times)
        return server_verdicts.untried_verdict(promise, untried[promise.id])

    return TrialResult(tuple(map(verdict, promises)), tuple(_all_notes(desk)))


def _broken_promises(desk: JobDriver) -> Iterator[BrokenPromise]:
    service = desk.server.service
    for job in desk.jobs:
        yield from job.oracle.broken_promises()
    yield from duplicate_ids(service, desk.submits)
    for job in desk.jobs:
        yield from (_broken_answer(service, job.submitted, one) for one in job.unanswered)


def _broken_answer(service: Service, submitted: Exchange, exchange: Exchange) -> BrokenPromise:
    promise = ALWAYS_ANSWERED.for_service(service, PromiseGroup.JOBS)
    expected = "an answer: the request is one's own, and was taken"
    return BrokenPromise(promise, expected, exchange.summary(), (submitted, exchange))


def _count_tried(desk: JobDriver) -> Counter[str]:
    taken_here = len(accepted_submits(desk.server.service, desk.submits))
    more = {UNIQUE_IDS.id: max(0, taken_here - 1), ALWAYS_ANSWERED.id: _count_answers(desk)}
    return sum((job.oracle.count_tried() for job in desk.jobs), Counter(more))


def _count_answers(desk: JobDriver) -> int:
    return sum(one.ok for job in desk.jobs for one in job.oracle.history if one.stages)


def _untried_reason(desk: JobDriver) -> str:
    """Say what kept promises from coming up: submits that were not taken, jobs that did not end."""
    refused = [one for one in desk.submits if not one.accepted]
    if refused:
        return f"a submit was not taken: {refused[0].summary()}"
    if desk.stop_reason:
        return desk.stop_reason
    if desk.unresponsive:
        return (
            f"the server stopped answering: {desk.jobs[-1].oracle.history[-1].exchange.summary()}"
        )
    ended = [
        any(one.stages <= ENDED for one in job.oracle.history if one.tells_stage)
        for job in desk.jobs
    ]
    if desk.budget.exhausted and not all(ended):
        return f"a job had not ended when {desk.budget.seconds:g} s of waiting were over"
    return ""


def _all_notes(desk: JobDriver) -> Iterator[Note]:
    yield from _status_notes(desk)
    yield from _repeated_cancel_notes(desk)


def _status_notes(desk: JobDriver) -> Iterator[Note]:
    """Note HTTP statuses of good answers that are others than the documented ones."""
    seen: dict[str, set[int]] = {}
    for job in desk.jobs:
        for one in job.oracle.history:
            status = one.exchange.status
            if one.ok and status != _DOCUMENTED_STATUSES[one.operation]:
                seen.setdefault(one.operation, set()).add(status)
    for name, statuses in sorted(seen.items()):
        told = ", ".join(map(str, sorted(statuses)))
        documented = f"{told} (the documents say {_DOCUMENTED_STATUSES[name]})"
        yield Note(f"Which HTTP status does an accepted {name} have?", documented, Target.SERVER)


def _repeated_cancel_notes(desk: JobDriver) -> Iterator[Note]:
    """Note what a cancel of a cancelled job answers: the documents leave it open."""
    for job in desk.jobs:
        cancels = [one for one in job.oracle.history if one.operation == "cancel" and one.stages]
        again = [two for one in cancels for two in cancels if one.cancelled and one.precedes(two)]
        if again:
            yield Note(
                "What does a cancel of a cancelled job answer?",
                str(again[0].field("outcome")),
                Target.SERVER,
            )
            return
