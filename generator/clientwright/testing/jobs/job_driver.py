"""Submit and poll jobs in a trial within one budget of pauses; each job's calls go to its oracle."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from clientwright.errors import ClientwrightError
from clientwright.specs.model import Endpoint
from clientwright.testing.errors import EXIT_STOPPED, reason_of
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.job_oracle import JobOracle, MomentCounter
from clientwright.testing.jobs.observation import Observation
from clientwright.testing.jobs.state_machine import CANCELLED, ENDED, JobStage, JobStages
from clientwright.testing.targets.server_target import MINE, ServerTarget

_FIRST_PAUSE, _GROWTH, _LONGEST_PAUSE = 0.05, 1.5, 2.0


@dataclass(slots=True)
class PollBudget:
    """Seconds to wait in total; requested sleep and elapsed time both count.

    `sleep` may advance a clock of its own, so that waiting takes no time.
    """

    seconds: float
    sleep: Callable[[float], None]
    clock: Callable[[], float] = time.monotonic
    waited: float = 0.0
    started_at: float = field(init=False)

    def __post_init__(self) -> None:
        """Start the clock."""
        self.started_at = self.clock()

    @property
    def exhausted(self) -> bool:
        """Return whether no time is left."""
        return max(self.waited, self.clock() - self.started_at) >= self.seconds

    def pause(self, nth: int) -> bool:
        """Sleep before the next poll, longer each time; return False without sleeping if no time is left."""
        if self.exhausted:
            return False
        length = min(_LONGEST_PAUSE, _FIRST_PAUSE * _GROWTH ** min(nth, 20))
        self.waited += length
        self.sleep(length)
        return True


_MAX_ATTEMPTS, _RETRY_AFTER = 3, 0.1
_MAX_UNINFORMATIVE_POLLS = 6
"""How many polls in a row may show no stage before a wait is given up."""

UNKNOWN_STAGES: JobStages = frozenset[JobStage]()
RETRY_STATUSES = (429, 503)
"""HTTP statuses that ask the caller to retry: not an answer."""


@dataclass(slots=True)
class TrackedJob:
    """One job of a trial, with the calls that were not answered.

    `marker` is a text in its input that no other job has, if there is one. `lost` is the answer by
    which a server that was restarted does not know the job any more, which no document forbids.
    """

    server: ServerTarget
    budget: PollBudget
    submitted: Exchange
    oracle: JobOracle
    marker: str = ""
    refused: list[tuple[Exchange, Observation | None]] = field(
        default_factory=list[tuple[Exchange, Observation | None]]
    )
    lost: Exchange | None = None

    @property
    def request_id(self) -> str:
        """The request id in the answer to the submit."""
        return self.submitted.request_id

    @property
    def unanswered(self) -> list[Exchange]:
        """The calls that were refused although the request is one's own."""
        return [call for call, one in self.refused if one is None or not self._may_be_over(one)]

    def _may_be_over(self, one: Observation) -> bool:
        """Return whether a refused cancel may have met a job that was over, where no document says what that answers.

        A later look proves that it was not: one that shows the job alive, or cancelled where no other cancel
        can have been the reason.
        """
        facts = one.exchange.wire.facts
        if one.operation != "cancel" or not (facts.cancel_by_status or one.means == "not-found"):
            return False
        history = self.oracle.history
        looks = [two.stages for two in history if one.precedes(two) and two.shows_stage]
        cancels = [two for two in history if two.operation == "cancel" and not one.precedes(two)]
        return all(seen & ENDED and (cancels[1:] or seen != CANCELLED) for seen in looks)

    @property
    def has_ended(self) -> bool:
        """Whether an answer showed that the job has ended, or that nobody knows it any more."""
        shown = any(one.stages <= ENDED for one in self.oracle.history if one.shows_stage)
        return shown or self.lost is not None or bool(self.unanswered)

    @property
    def last_seen(self) -> JobStages:
        """The stages that the last look at the job showed, none if there was no look."""
        looks = [one.stages for one in self.oracle.history if one.shows_stage]
        return looks[-1] if looks else UNKNOWN_STAGES

    def call_stages(self, operation: str, who: str = MINE) -> JobStages:
        """Call status, result or cancel, retry server errors, and return the job's possible stages.

        What a status shows as well is not asked for again; nor is a result of which the documents say nothing
        before the job has ended, nor a cancel that there is not.
        """
        if not self._is_asked(operation):
            return self.last_seen if operation == "result" else UNKNOWN_STAGES
        for _ in range(_MAX_ATTEMPTS):
            sent_at = self.oracle.start_call()
            exchange = call_operation(self.server, operation, self.submitted.request_id, who)
            one = self.oracle.record(exchange, sent_at)
            if (one and one.ok) or not (exchange.failure or exchange.status >= 500):
                break
            if self.budget.exhausted:
                return UNKNOWN_STAGES
            self.server.sleep(_RETRY_AFTER)
        if one and _is_unknown(exchange) and one.outages > self.oracle.history[0].outages:
            self.lost = exchange
        elif one is None or (
            one.judged and not (one.ok or exchange.failure or exchange.status in RETRY_STATUSES)
        ):
            self.refused.append((exchange, one))
        return one.stages if one else UNKNOWN_STAGES

    def _is_asked(self, operation: str) -> bool:
        contract = self.oracle.contract
        early = operation == "result" and contract.wire.has_model_answer(operation)
        return operation in contract.job_operations and not (early and not self.has_ended)

    def wait_for(self, wanted: JobStages) -> int | None:
        """Poll status and result, if both show it, in turn until the job has one of the wanted stages.

        Returns the number of pauses, or None if the job ended otherwise, the budget was exhausted,
        or the answers showed no stage.
        """
        uninformative, reads = 0, self.server.polled_operations
        for polls in range(10_000):
            stages = self.call_stages(reads[polls % len(reads)])
            if stages and stages <= wanted:
                return polls
            uninformative = 0 if stages else uninformative + 1
            if (
                (stages and stages <= ENDED)
                or uninformative > _MAX_UNINFORMATIVE_POLLS
                or not self.budget.pause(polls)
            ):
                return None
        return None

    def poll(self, polls: int, first: int = 0) -> None:
        """Poll status and result, if both show it, for a number of pauses, whatever they answer."""
        reads = self.server.polled_operations
        for nth in range(first, first + polls):
            if not self.budget.pause(nth):
                return
            self.call_stages(reads[nth % len(reads)])


Mark = Callable[[Any, int], tuple[Any, str]]
"""Returns the input of a job by its number, and the text in it that no other job has ("" if none)."""


@dataclass(slots=True)
class JobDriver:
    """Submits the jobs of a trial; each gets an input of its own by `mark`, where one can be made.

    `polls` is how many pauses a whole job took, once one has ended. `stop_reason` is why the
    scripts ended early, and `ends_run` whether nothing more can be asked of the server.
    """

    server: ServerTarget
    endpoint: Endpoint
    payload: Any
    budget: PollBudget
    polls: int | None = None
    stop_reason: str = ""
    ends_run: bool = False
    moments: MomentCounter = field(default_factory=MomentCounter)
    submits: list[Exchange] = field(default_factory=list[Exchange])
    jobs: list[TrackedJob] = field(default_factory=list[TrackedJob])
    mark: Mark = lambda payload, number: (payload, "")
    _asked: int = 0
    _lock: Lock = field(default_factory=Lock, repr=False)

    def stop(self, error: ClientwrightError) -> None:
        """Note the error that ended the scripts; what was observed so far still counts."""
        self.stop_reason = reason_of(error)
        self.ends_run = error.exit_code == EXIT_STOPPED

    @property
    def unresponsive(self) -> bool:
        """Return whether the last call about a job, or its submit, got no answer."""
        return bool(self.jobs) and bool(self.jobs[-1].oracle.history[-1].exchange.failure)

    @property
    def accepted_jobs(self) -> list[TrackedJob]:
        """The jobs whose submit was accepted."""
        return [job for job in self.jobs if job.submitted.accepted]

    def submit(self) -> TrackedJob | None:
        """Submit a job and return it, or None if it was not accepted."""
        with self._lock:
            self._asked += 1
            payload, marker = self.mark(self.payload, self._asked)
        health = self.server.health
        oracle = JobOracle(
            self.server.service, self.endpoint.output, self.moments, lambda: health.outages
        )
        sent_at = oracle.start_call()
        exchange = self.server.submit(str(self.endpoint.id), payload)
        oracle.record(exchange, sent_at)
        job = TrackedJob(self.server, self.budget, exchange, oracle, marker)
        with self._lock:
            self.submits.append(exchange)
            self.jobs.append(job)
        return job if exchange.accepted else None


def _is_unknown(exchange: Exchange) -> bool:
    missing = (one.code for one in exchange.wire.facts.errors if one.is_of_request)
    return exchange.status == 404 or exchange.error_code in {*missing} - {None}


def call_operation(
    server: ServerTarget, operation: str, request_id: str, who: str = MINE
) -> Exchange:
    """Call status, result or cancel of a request."""
    calls = {"status": server.status, "result": server.result, "cancel": server.cancel}
    return calls[operation](request_id, who)
