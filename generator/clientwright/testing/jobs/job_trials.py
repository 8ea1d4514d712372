"""The trials of jobs against a server: their lifecycle, and the calls that must be refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from clientwright.errors import ClientwrightError
from clientwright.schema.generation_error import GenerationError
from clientwright.specs.model import Endpoint, Specs
from clientwright.testing.jobs import refusal_verdict, server_verdicts
from clientwright.testing.jobs.job_driver import JobDriver
from clientwright.testing.jobs.job_scripts import JOB_SCRIPTS, SCRIPT_SUBMITS
from clientwright.testing.jobs.lifecycle_verdicts import LIFECYCLE_PROMISES, lifecycle_outcome
from clientwright.testing.jobs.poll_budget import DEFAULT_POLL_SECONDS, PollBudget
from clientwright.testing.jobs.refusal_calls import (
    RefusalCaller,
    call_unknown_requests,
    call_with_other_tokens,
    submit_to_unknown_models,
)
from clientwright.testing.jobs.required_refusals import (
    RequiredRefusal,
    other_account_requests,
    unknown_models,
    unknown_requests,
    wrong_tokens,
)
from clientwright.testing.payloads.payload_generator import minimal_payload
from clientwright.testing.promises import Effort, Promise, PromiseGroup, Target, Trial, TrialResult
from clientwright.testing.targets.server_target import ServerTarget

_RunTrial = Callable[[JobDriver, Effort], TrialResult]


def job_trials(
    specs: Specs, server: ServerTarget, patience: float = DEFAULT_POLL_SECONDS
) -> list[Trial]:
    """Return the trials. They submit jobs of the endpoint with the fewest required fields.

    The promises are the service's, so one endpoint is enough; each promise is in one trial.
    `patience` is how many seconds a trial waits for jobs in total: what a slow job has not shown
    by then is not tried, and is no finding. Pauses call the server's `sleep`.
    """
    if not specs.endpoints:
        return []
    factory = _JobTrialFactory(server, simplest_endpoint(specs.endpoints), patience)
    service = server.service
    foreign_calls = (*wrong_tokens(service), *other_account_requests(service))
    trials = [
        factory.lifecycle_trial(),
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
        driver.stop_reason = str(error)


@dataclass(frozen=True, slots=True)
class _JobTrialFactory:
    """Makes trials; each trial gets its own driver when it runs."""

    server: ServerTarget
    endpoint: Endpoint
    poll_seconds: float

    def lifecycle_trial(self) -> Trial:
        promises = tuple(
            template.for_service(self.server.service, PromiseGroup.JOBS)
            for template in LIFECYCLE_PROMISES
        )

        def run(driver: JobDriver, effort: Effort) -> TrialResult:
            _run_scripts(driver)
            return lifecycle_outcome(driver, promises, effort.seed)

        return self._trial(promises, run, SCRIPT_SUBMITS)

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
                refusal_verdict.check_refusal(promise, one, attempts[promise.id], effort.seed)
                for promise, one in by_promise.items()
            )
            answered = [one for one in attempts.values() if not isinstance(one, str)]
            return TrialResult(tuple(verdicts), refusal_verdict.status_notes(answered))

        return self._trial(tuple(by_promise), run, submits)

    def _trial(self, promises: tuple[Promise, ...], run: _RunTrial, submits: int) -> Trial:
        def run_with_driver(effort: Effort) -> TrialResult:
            try:
                driver = self._driver()
            except GenerationError as error:
                return server_verdicts.untried_outcome(promises, f"no payload can be made: {error}")
            return run(driver, effort)

        return Trial(promises, Target.SERVER, run_with_driver, lambda _: submits)

    def _driver(self) -> JobDriver:
        schemes = tuple(self.server.service.document["media"]["schemes"])
        budget = PollBudget(self.poll_seconds, self.server.sleep)
        return JobDriver(
            self.server, self.endpoint, minimal_payload(self.endpoint, schemes), budget
        )
