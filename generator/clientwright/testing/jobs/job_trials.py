"""The trials of jobs against a server: their lifecycle, and the calls that must be refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from clientwright.errors import ClientwrightError
from clientwright.schema.protocols import GenerationError
from clientwright.specs.model import Endpoint, Specs
from clientwright.testing.jobs.calls_at_once import call_at_once
from clientwright.testing.jobs.crowd_trial import (
    crowd_outcome,
    crowd_promises,
    run_crowd,
    untried_crowd,
)
from clientwright.testing.jobs.job_driver import JobDriver, PollBudget
from clientwright.testing.jobs.job_markers import JobMarker
from clientwright.testing.jobs.lifecycle_verdicts import lifecycle_outcome, lifecycle_promises
from clientwright.testing.jobs.refusals import (
    RefusalCaller,
    call_unknown_requests,
    call_with_other_tokens,
    check_refusal,
    hindrance_of,
    status_notes,
    submit_to_unknown_models,
    untried_outcome,
)
from clientwright.testing.jobs.required_refusals import (
    RequiredRefusal,
    other_account_requests,
    unknown_models,
    unknown_requests,
    wrong_tokens,
)
from clientwright.testing.jobs.state_machine import ENDED, JobStage
from clientwright.testing.payloads.payload_generator import minimal_payload
from clientwright.testing.promises import (
    Effort,
    Promise,
    PromiseGroup,
    Target,
    Trial,
    TrialResult,
    VerdictState,
)
from clientwright.testing.targets.server_target import ServerTarget

_RunTrial = Callable[[JobDriver, Effort], TrialResult]


def job_trials(specs: Specs, server: ServerTarget, patience: float | None = None) -> list[Trial]:
    """Return the trials. They submit jobs of the endpoint with the fewest required fields.

    The promises are the service's, so one endpoint is enough; each promise is in one trial.
    `patience` is how many seconds a trial waits for jobs in total, by default the server's: what a
    slow job has not shown by then is not tried, and is no finding. If the first trial saw no job
    end, the trial of many jobs waits a few seconds only. Pauses call the server's `sleep`.
    """
    if not specs.endpoints:
        return []
    seconds = server.patience if patience is None else patience
    factory = _JobTrialFactory(server, simplest_endpoint(specs.endpoints), seconds)
    service = server.service
    foreign_calls = (*wrong_tokens(service), *other_account_requests(service))
    trials = [
        factory.lifecycle_trial(),
        factory.crowd_trial(),
        factory.refusal_trial(unknown_requests(service), call_unknown_requests, 0),
        factory.refusal_trial(unknown_models(service), submit_to_unknown_models, 1),
        factory.refusal_trial(foreign_calls, call_with_other_tokens, 3),
    ]
    return [trial for trial in trials if trial.promises]


def simplest_endpoint(endpoints: Iterable[Endpoint]) -> Endpoint:
    """Return the endpoint with the fewest required fields."""
    return min(endpoints, key=lambda one: (len(one.input.get("required", ())), str(one.id)))


def _run_scripts(driver: JobDriver) -> None:
    """Run every script; if the run must stop, what was observed so far still counts."""
    try:
        for script in JOB_SCRIPTS:
            if not driver.unresponsive:
                script(driver)
    except ClientwrightError as error:
        driver.stop(error)


_SECONDS_MORE = 10.0
"""How long many jobs are waited for at most if no job was seen to end before."""


@dataclass(slots=True)
class _JobTrialFactory:
    """Makes trials; each trial gets its own driver when it runs.

    `broken_alone` are the ids of the promises that the trial of single jobs has found broken.
    """

    server: ServerTarget
    endpoint: Endpoint
    poll_seconds: float
    jobs_outlast_run: bool = False
    broken_alone: set[str] = field(default_factory=set[str])

    def lifecycle_trial(self) -> Trial:
        promises = tuple(
            template.for_service(self.server.service, PromiseGroup.JOBS)
            for template in lifecycle_promises(self.server.service)
        )

        def run(driver: JobDriver, effort: Effort) -> TrialResult:
            _run_scripts(driver)
            self.jobs_outlast_run = driver.polls is None and driver.budget.exhausted
            outcome = lifecycle_outcome(driver, promises, effort.seed)
            self.broken_alone.clear()
            broken = (one for one in outcome.verdicts if one.state is VerdictState.BROKEN)
            self.broken_alone.update(one.promise.id for one in broken)
            return outcome

        return self._trial(promises, run, SCRIPT_SUBMITS)

    def crowd_trial(self) -> Trial:
        promises, count = crowd_promises(self.server.service), self.server.jobs_at_once

        def run(driver: JobDriver, effort: Effort) -> TrialResult:
            if count < 2:
                return untried_crowd(promises)
            if self.jobs_outlast_run:
                driver.budget.seconds = min(driver.budget.seconds, _SECONDS_MORE)
            try:
                run_crowd(driver, count, effort.seed)
            except ClientwrightError as error:
                driver.stop(error)
            return crowd_outcome(driver, promises, effort.seed, self.broken_alone)

        return self._trial(promises, run, count if count > 1 else 0)

    def refusal_trial(
        self, refusals: Iterable[RequiredRefusal], call: RefusalCaller, submits: int
    ) -> Trial:
        by_promise = {
            one.template.for_service(self.server.service, PromiseGroup.ERRORS): one
            for one in refusals
        }

        def run(driver: JobDriver, effort: Effort) -> TrialResult:
            attempts = call(driver, by_promise.values())
            verdicts = (
                check_refusal(promise, one, attempts[promise.id], effort.seed)
                for promise, one in by_promise.items()
            )
            answered = [one for one in attempts.values() if not isinstance(one, str)]
            return TrialResult(
                tuple(verdicts),
                status_notes(answered),
                hindrance=hindrance_of(driver, answered),
            )

        return self._trial(tuple(by_promise), run, submits)

    def _trial(self, promises: tuple[Promise, ...], run: _RunTrial, submits: int) -> Trial:
        def run_with_driver(effort: Effort) -> TrialResult:
            try:
                driver = self._driver()
            except GenerationError as error:
                return untried_outcome(promises, f"no payload can be made: {error}")
            return run(driver, effort)

        return Trial(promises, Target.SERVER, run_with_driver, lambda _: submits)

    def _driver(self) -> JobDriver:
        schemes = tuple(self.server.service.document["media"]["schemes"])
        budget = PollBudget(self.poll_seconds, self.server.sleep)
        payload = minimal_payload(self.endpoint, schemes)
        mark = JobMarker(self.endpoint, schemes)
        return JobDriver(self.server, self.endpoint, payload, budget, mark=mark)


RUNNING = frozenset({JobStage.RUNNING})
_EXTRA_POLLS = 3

JobScript = Callable[[JobDriver], None]


def run_to_end(driver: JobDriver) -> None:
    """Follow a job to its end, cancel it twice, and keep polling for some time."""
    if job := driver.submit():
        job.call_stages("status")
        job.call_stages("result")
        driver.polls = job.wait_for(ENDED)
        if driver.polls is not None:
            for operation in ("status", "result", "cancel", "status", "cancel", "result"):
                job.call_stages(operation)
            job.poll(_EXTRA_POLLS, first=driver.polls)


def cancel_at_once(driver: JobDriver) -> None:
    """Cancel a job at once, twice, and poll for as long as a whole job takes; look at the jobs before."""
    before = driver.accepted_jobs
    if job := driver.submit():
        for operation in ("cancel", "status", "result", "cancel"):
            job.call_stages(operation)
        for earlier in before:
            earlier.call_stages("status")
        job.poll((driver.polls or 0) + _EXTRA_POLLS)


def cancel_while_running(driver: JobDriver) -> None:
    """Wait until a job runs, cancel it, and follow it to its end."""
    if (
        not driver.budget.exhausted
        and (job := driver.submit())
        and job.wait_for(RUNNING) is not None
    ):
        for operation in ("cancel", "status", "result"):
            job.call_stages(operation)
        if job.wait_for(ENDED) is not None:
            job.call_stages("result")


def run_two_jobs(driver: JobDriver) -> None:
    """Call two jobs concurrently, cancel one, and follow both to their end."""
    first, second = driver.submit(), driver.submit()
    if first is None or second is None:
        return
    second.call_stages("status")
    calls = [(first, "status"), (second, "result"), (first, "cancel"), (second, "status")]
    call_at_once(
        [partial(job.call_stages, name) for job, name in (*calls, (first, "result"), *calls)], 3
    )
    for job in (second, first):
        if job.wait_for(ENDED) is not None:
            job.call_stages("status")
            job.call_stages("result")


JOB_SCRIPTS: tuple[JobScript, ...] = (
    run_to_end,
    cancel_at_once,
    cancel_while_running,
    run_two_jobs,
)
"""All scripts in the order they run; the first measures how long a job takes."""

SCRIPT_SUBMITS = 5
"""How many jobs all scripts submit together."""
