"""The verdicts on the lifecycle of jobs, one per promise, of a run's own calls or of recorded traffic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from clientwright.io.json_types import Schema
from clientwright.specs.model import Service
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.crowd_laws import crowd_laws
from clientwright.testing.jobs.job_contract import BrokenPromise, PromiseTemplate, job_operations
from clientwright.testing.jobs.job_driver import JobDriver
from clientwright.testing.jobs.job_faults import JobFaults, first_of_each
from clientwright.testing.jobs.job_oracle import JobOracle, oracle_promises
from clientwright.testing.jobs.observation import identify_call
from clientwright.testing.jobs.refusals import (
    broken_verdict,
    describe_refused_submit,
    proved_verdict,
    untried_verdict,
)
from clientwright.testing.jobs.seen_moves import seen_moves
from clientwright.testing.jobs.state_machine import ENDED, JobStateMachine
from clientwright.testing.promises import Note, Promise, PromiseGroup, Target, TrialResult, Verdict

UNIQUE_IDS = PromiseTemplate(
    "jobs/own-request-id",
    "/operations/submit",
    "Each submit creates a request of its own, with a unique id.",
    "fewer than two submits were accepted",
)


def always_answered(service: Service) -> PromiseTemplate:
    """Return the promise that one's own request is always found, as far as a service makes it."""
    facts = service.wire
    calls = [name for name in job_operations(facts) if name != "result" or not facts.ends_by_http]
    named = f"{', '.join(calls[:-1])} and {calls[-1]}" if calls[1:] else calls[0]
    sentence = (
        f"{named.capitalize()} of one's own request are never refused, whatever the job's stage."
    )
    if "result" not in calls and not facts.one_call:
        sentence = f"{sentence[:-1]}, nor is the result of one that has ended."
    return PromiseTemplate(
        "jobs/answered-at-any-time",
        "/operations/status" if facts.one_call else "/operations/result",
        sentence,
        "no submit was accepted",
    )


def lifecycle_promises(service: Service) -> tuple[PromiseTemplate, ...]:
    """Return the promises that a lifecycle trial tests."""
    return (
        *oracle_promises(service),
        UNIQUE_IDS,
        always_answered(service),
        *(law.template for law in crowd_laws(service)),
    )


def lifecycle_outcome(driver: JobDriver, promises: Iterable[Promise], seed: int) -> TrialResult:
    """Return a verdict for each promise from everything observed about the driver's jobs."""
    broken = first_of_each(broken_promises_of(driver))
    templates = lifecycle_promises(driver.server.service)
    tried, untried = count_tried_of(driver), untried_reasons(driver, templates)

    def verdict(promise: Promise) -> Verdict:
        times = tried[promise.id]
        if one := broken.get(promise.id):
            return broken_verdict(promise, one.to_finding(seed), max(1, times))
        if times:
            return proved_verdict(promise, times)
        return untried_verdict(promise, untried[promise.id])

    machine = JobStateMachine.from_service(driver.server.service)
    moves = seen_moves(machine, (job.oracle.history for job in driver.jobs), Target.SERVER)
    return TrialResult(
        tuple(map(verdict, promises)),
        tuple(_all_notes(driver)),
        moves=moves,
        hindrance=untried_reason(driver),
        ends_run=driver.ends_run,
    )


def broken_promises_of(driver: JobDriver) -> list[BrokenPromise]:
    """Return everything that the jobs of a driver break, one by one and together, with the causes."""
    return JobFaults([*_broken_by(driver)], driver.server.accepted).with_causes()


def _broken_by(driver: JobDriver) -> Iterator[BrokenPromise]:
    service = driver.server.service
    for law in crowd_laws(service):
        yield from law.broken(service, driver.accepted_jobs)
    for job in driver.jobs:
        yield from job.oracle.all_broken()
    yield from duplicate_ids(service, driver.submits)
    for job in driver.jobs:
        yield from (_broken_answer(service, job.submitted, one) for one in job.unanswered)


def _broken_answer(service: Service, submitted: Exchange, exchange: Exchange) -> BrokenPromise:
    promise = always_answered(service).for_service(service, PromiseGroup.JOBS)
    expected = "an answer: the request is one's own, and its submit was accepted"
    return BrokenPromise(promise, expected, exchange.summary(), (submitted, exchange))


def count_tried_of(driver: JobDriver) -> Counter[str]:
    """Return, by promise id, how many answers about a driver's jobs could have broken the promise."""
    accepted = len(accepted_submits(driver.server.service, driver.submits))
    service, jobs = driver.server.service, driver.accepted_jobs
    answers = {always_answered(service).id: _count_answers(driver)}
    counts = {UNIQUE_IDS.id: max(0, accepted - 1), **answers}
    counts.update((law.template.id, law.count(service, jobs)) for law in crowd_laws(service))
    return sum((job.oracle.count_tried() for job in driver.jobs), Counter(counts))


def _count_answers(driver: JobDriver) -> int:
    return sum(one.ok for job in driver.jobs for one in job.oracle.history if one.stages)


def untried_reasons(driver: JobDriver, templates: Iterable[PromiseTemplate]) -> dict[str, str]:
    """Return, by promise id, why it was not tried; a cancel shows nothing without a readable outcome."""
    reason = untried_reason(driver)
    seen = [one for job in driver.jobs for one in job.oracle.history if one.operation == "cancel"]
    unreadable = any(one.ok for one in seen) and not any(one.stages for one in seen)

    def own(template: PromiseTemplate) -> str:
        if unreadable and template.pointer.startswith("/cancel/"):
            return "no answer to a cancel had a readable outcome"
        return template.untried_reason

    return {one.id: "; ".join(filter(None, (own(one), reason))) for one in templates}


def untried_reason(driver: JobDriver) -> str:
    """Return why promises were not tried: what ended the run, a refused submit, or a job that runs on."""
    if driver.ends_run:
        return driver.stop_reason
    refused = [one for one in driver.submits if not one.accepted]
    if refused:
        return describe_refused_submit(refused[0])
    if driver.stop_reason:
        return driver.stop_reason
    if driver.unresponsive:
        return (
            f"the server stopped answering: {driver.jobs[-1].oracle.history[-1].exchange.summary()}"
        )
    ended = [
        any(one.stages <= ENDED for one in job.oracle.history if one.shows_stage)
        for job in driver.jobs
    ]
    if driver.budget.exhausted and not all(ended):
        return f"a job had not ended when {driver.budget.seconds:g} s of waiting were over"
    return ""


def _all_notes(driver: JobDriver) -> Iterator[Note]:
    yield from _status_notes(driver)
    yield from _repeated_cancel_notes(driver)
    yield from _restart_notes(driver)


def _status_notes(driver: JobDriver) -> Iterator[Note]:
    """Note HTTP statuses of successful answers that are not those of the service's file, nor of the sandbox."""
    facts = driver.server.service.wire
    open_ones = {
        name: one.http_in("")
        for name, one in facts.operations.items()
        if not {*one.http} - {""}
        and not (name == "result" and facts.ends_by_http)
        and not (name == "cancel" and any(answer.http for answer in facts.cancel_answers))
    }
    statuses_by_operation: dict[str, set[int]] = {}
    for job in driver.jobs:
        for one in job.oracle.history:
            status = one.exchange.status
            if one.ok and status != open_ones.get(one.operation, status):
                statuses_by_operation.setdefault(one.operation, set()).add(status)
    for name, statuses in sorted(statuses_by_operation.items()):
        observed = ", ".join(map(str, sorted(statuses)))
        seen = f"{observed} (clientwright's sandbox: {open_ones[name]})"
        yield Note(f"Which HTTP status does an accepted {name} have?", seen, Target.SERVER)


def _repeated_cancel_notes(driver: JobDriver) -> Iterator[Note]:
    """Note the answer to cancelling a cancelled job, which the documents leave open."""
    for job in driver.jobs:
        cancels = [one for one in job.oracle.history if one.operation == "cancel" and one.stages]
        again = [two for one in cancels for two in cancels if one.cancelled and one.precedes(two)]
        if again:
            yield Note(
                "What does a cancel of a cancelled job answer?",
                again[0].described_word,
                Target.SERVER,
            )
            return


def _restart_notes(driver: JobDriver) -> Iterator[Note]:
    """Note what a server answers about a job that it lost in a restart, which the documents leave open."""
    lost = [job.lost for job in driver.jobs if job.lost]
    if lost:
        question = "What is known of a job after calls without an answer, as in a restart?"
        yield Note(question, lost[0].summary(), Target.SERVER)


def duplicate_ids(service: Service, exchanges: Iterable[Exchange]) -> Iterator[BrokenPromise]:
    """Yield submits that were answered with a request id of an earlier one."""
    first: dict[str, Exchange] = {}
    for exchange in accepted_submits(service, exchanges):
        earlier = first.setdefault(exchange.request_id, exchange)
        if earlier is not exchange:
            promise = UNIQUE_IDS.for_service(service, PromiseGroup.JOBS)
            observed = f"{exchange.request_id} is the id of two submits"
            expected = f"a {exchange.wire.name_of('submit', 'request_id')} of its own"
            yield BrokenPromise(promise, expected, observed, (earlier, exchange))


def accepted_submits(service: Service, exchanges: Iterable[Exchange]) -> list[Exchange]:
    """Return the accepted submits among the calls."""
    calls = ((identify_call(service, exchange), exchange) for exchange in exchanges)
    return [
        exchange
        for call, exchange in calls
        if call is not None and call.operation == "submit" and exchange.accepted
    ]


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
    clauses = (*oracle_promises(service), UNIQUE_IDS)
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
