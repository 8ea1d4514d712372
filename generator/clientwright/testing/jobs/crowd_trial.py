"""The trial of many jobs at once: submitted, read and cancelled from threads, in every order of answers.

What one job promises, each of many promises, too. A broken promise of one job is reported under the
promise of many that covers it; but not what a job alone broke before, since one fault is one finding.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial

from clientwright.specs.model import Service
from clientwright.testing.jobs.calls_at_once import call_at_once
from clientwright.testing.jobs.crowd_laws import crowd_laws
from clientwright.testing.jobs.job_contract import BrokenPromise, PromiseTemplate
from clientwright.testing.jobs.job_driver import JobDriver, TrackedJob
from clientwright.testing.jobs.lifecycle_verdicts import (
    UNIQUE_IDS,
    always_answered,
    broken_promises_of,
    count_tried_of,
    untried_reason,
    untried_reasons,
)
from clientwright.testing.jobs.refusals import (
    broken_verdict,
    proved_verdict,
    untried_outcome,
    untried_verdict,
)
from clientwright.testing.jobs.state_machine import WAITING
from clientwright.testing.promises import Promise, PromiseGroup, TrialResult, Verdict

THREADS = 20
"""How many calls are made at once."""

_EARLY = 2
"""So many jobs are submitted before the others, to see whether these change them."""

_EARLY_LOOKS = 12
"""How often an early job is looked at, with pauses, until it has left the queue."""

_CANCELLED_SHARE = 3
"""One job of so many is cancelled."""

_READ_SHARE = 4
"""One job of so many is read after each pause."""


def _of_many(template: PromiseTemplate) -> PromiseTemplate:
    name = template.id.removeprefix("jobs/")
    sentence = f"Of many jobs at once: {template.sentence[0].lower()}{template.sentence[1:]}"
    return replace(template, id=f"jobs/many/{name}", sentence=sentence)


_EACH = PromiseTemplate(
    "jobs/many/each-keeps-its-promises",
    "/operations",
    "Of many jobs at once: each keeps every promise that a single job keeps.",
    "no submit was accepted",
)


def _covered(service: Service) -> dict[str, PromiseTemplate]:
    """Return the promises of many jobs by the ids of those of one job that they cover."""
    laws = (law.template for law in crowd_laws(service))
    return {one.id: _of_many(one) for one in (UNIQUE_IDS, always_answered(service), *laws)}


def _templates(service: Service) -> tuple[PromiseTemplate, ...]:
    return (_EACH, *_covered(service).values())


def run_crowd(driver: JobDriver, count: int, seed: int) -> None:
    """Submit jobs at once, read them, cancel a third, read all, and read on until they have ended.

    A few are submitted before the others, which come when one of these has left the queue.

    Raises:
        ServerUnreachable: the server does not answer any more.
    """
    driver.server.probe()
    reads = driver.server.polled_operations
    shuffled = random.Random(seed)

    def call(operation: str, chosen: Sequence[TrackedJob]) -> None:
        calls: list[Callable[[], object]] = [partial(job.call_stages, operation) for job in chosen]
        shuffled.shuffle(calls)
        call_at_once(calls, THREADS)

    def submit(times: int) -> list[TrackedJob]:
        call_at_once([driver.submit] * times, THREADS)
        return sorted(driver.accepted_jobs, key=lambda job: job.marker)

    early = submit(min(_EARLY, count - 1))
    for nth in range(_EARLY_LOOKS):
        call("status", early)
        if any(job.last_seen != WAITING for job in early) or not driver.budget.pause(nth):
            break
    jobs = submit(count - len(driver.submits))
    call("status", jobs)
    call("cancel", jobs[::_CANCELLED_SHARE])
    call("result", jobs)
    for nth in range(1000):
        running = [job for job in jobs if not job.has_ended]
        if not running or not driver.budget.pause(nth):
            break
        call(reads[nth % len(reads)], running[:: min(_READ_SHARE, len(running))])
    call("status", jobs)
    call("result", jobs)


def crowd_outcome(
    driver: JobDriver, promises: Sequence[Promise], seed: int, reported: Collection[str] = ()
) -> TrialResult:
    """Return a verdict for each promise from everything observed about the driver's jobs.

    `reported` are the ids of promises that a trial of single jobs has found broken.
    """
    covered = _covered(driver.server.service)

    def covering(id: str) -> str:
        return covered[id].id if id in covered else _EACH.id

    broken: dict[str, BrokenPromise] = {}
    known: dict[str, None] = {}
    for one in broken_promises_of(driver):
        if one.promise.id in reported and one.promise.id not in covered:
            known[one.promise.id] = None
        else:
            broken.setdefault(covering(one.promise.id), one)
    tried = Counter[str]()
    for id, times in count_tried_of(driver).items():
        tried[covering(id)] += times
    reasons = untried_reasons(driver, _templates(driver.server.service))

    def verdict(promise: Promise) -> Verdict:
        if one := broken.get(promise.id):
            finding = replace(one.to_finding(seed), expected=f"{one.expected} ({one.promise.id})")
            return broken_verdict(promise, finding, max(1, tried[promise.id]))
        if known and promise.id == _EACH.id:
            ids = ", ".join(known)
            return untried_verdict(promise, f"a single job breaks it, which {ids} reports")
        if tried[promise.id]:
            return proved_verdict(promise, tried[promise.id])
        return untried_verdict(promise, reasons[promise.id])

    return TrialResult(
        tuple(map(verdict, promises)),
        hindrance=untried_reason(driver),
        ends_run=driver.ends_run,
    )


def crowd_promises(service: Service) -> tuple[Promise, ...]:
    """Return the promises of a service about many jobs at once."""
    return tuple(one.for_service(service, PromiseGroup.JOBS) for one in _templates(service))


def untried_crowd(promises: Sequence[Promise]) -> TrialResult:
    """Return that nothing was tried, because jobs may cost money."""
    reason = (
        "many jobs at once may be billed on another machine: name their number with --jobs-at-once"
    )
    return untried_outcome(promises, reason)
