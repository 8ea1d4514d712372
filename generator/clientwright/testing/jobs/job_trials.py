"""Every trial of the life of a job, for a server: what the endpoint's job does, and what must be refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from clientwright.errors import ClientwrightError
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
from clientwright.testing.payloads.generation.generation_error import GenerationError
from clientwright.testing.payloads.generation.payload_generator import minimal_payload
from clientwright.testing.promises import Effort, Promise, PromiseGroup, Target, Trial, TrialResult
from clientwright.testing.targets.server_target import ServerTarget

_RunTrial = Callable[[JobDriver, Effort], TrialResult]


def job_trials(
    specs: Specs, server: ServerTarget, patience: float = DEFAULT_POLL_SECONDS
) -> list[Trial]:
    """List the trials; they submit jobs of one endpoint, the one that asks for least.

    The promises are the service's, so one endpoint shows them all; each promise stands
    in one trial. `patience` is how many seconds each trial waits for jobs, in all: what
    is left of a slow job is not tried, and no finding. Pauses are the server's `sleep`.
    """
    if not specs.endpoints:
        return []
    maker = _JobTrialFactory(server, simplest_endpoint(specs.endpoints), patience)
    service = server.service
    strangers = (*wrong_tokens(service), *other_account_requests(service))
    made = [
        maker.lifecycle_trial(),
        maker.refusal_trial(unknown_requests(service), call_unknown_requests, 0),
        maker.refusal_trial(unknown_models(service), submit_to_unknown_models, 1),
        maker.refusal_trial(strangers, call_with_other_tokens, 3),
    ]
    return [trial for trial in made if trial.promises]


def simplest_endpoint(endpoints: Iterable[Endpoint]) -> Endpoint:
    """Choose the endpoint that requires the fewest fields."""
    return min(endpoints, key=lambda one: (len(one.input.get("required", ())), str(one.id)))


def _run_scripts(desk: JobDriver) -> None:
    """Run every script; where the run must stop, what was seen until then is still judged."""
    try:
        for script in JOB_SCRIPTS:
            if not desk.unresponsive:
                script(desk)
    except ClientwrightError as error:
        desk.stop_reason = str(error)


@dataclass(frozen=True, slots=True)
class _JobTrialFactory:
    """Where trials are made: each gets a desk of its own when it runs."""

    server: ServerTarget
    endpoint: Endpoint
    poll_seconds: float

    def lifecycle_trial(self) -> Trial:
        held = tuple(
            clause.for_service(self.server.service, PromiseGroup.JOBS)
            for clause in LIFECYCLE_PROMISES
        )

        def run(desk: JobDriver, effort: Effort) -> TrialResult:
            _run_scripts(desk)
            return lifecycle_outcome(desk, held, effort.seed)

        return self._trial(held, run, SCRIPT_SUBMITS)

    def refusal_trial(
        self, refusals: Iterable[RequiredRefusal], asking: RefusalCaller, submits: int
    ) -> Trial:
        named = {
            one.template.for_service(self.server.service, PromiseGroup.ERRORS): one
            for one in refusals
        }

        def run(desk: JobDriver, effort: Effort) -> TrialResult:
            asked = asking(desk, named.values())
            told = (
                refusal_verdict.check_refusal(promise, one, asked[promise.id], effort.seed)
                for promise, one in named.items()
            )
            seen = [one for one in asked.values() if not isinstance(one, str)]
            return TrialResult(tuple(told), refusal_verdict.status_notes(seen))

        return self._trial(tuple(named), run, submits)

    def _trial(self, promises: tuple[Promise, ...], run: _RunTrial, submits: int) -> Trial:
        def tried(effort: Effort) -> TrialResult:
            try:
                desk = self._driver()
            except GenerationError as error:
                return server_verdicts.untried_outcome(promises, f"no payload can be made: {error}")
            return run(desk, effort)

        return Trial(promises, Target.SERVER, tried, lambda _: submits)

    def _driver(self) -> JobDriver:
        schemes = tuple(self.server.service.document["media"]["schemes"])
        waiting = PollBudget(self.poll_seconds, self.server.sleep)
        return JobDriver(
            self.server, self.endpoint, minimal_payload(self.endpoint, schemes), waiting
        )
