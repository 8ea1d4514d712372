"""The oracle of one job: it checks every call about it against the laws."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from threading import Lock

from clientwright.io.json_types import Schema
from clientwright.specs.model import Service
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.answer_stages import NO_STAGES
from clientwright.testing.jobs.job_contract import BrokenPromise, JobContract, PromiseTemplate
from clientwright.testing.jobs.observation import Observation, identify_call, observe
from clientwright.testing.jobs.response_law import broken_responses
from clientwright.testing.jobs.response_laws import response_laws
from clientwright.testing.jobs.sequence_laws import (
    contradictions,
    sequence_laws,
    stage_observations,
)
from clientwright.testing.jobs.state_machine import ENDED, JobStages
from clientwright.testing.service_wire import USUAL_WIRE


def oracle_promises(service: Service) -> tuple[PromiseTemplate, ...]:
    """Return the promises about every job of a service."""
    contract = JobContract.from_service(service)
    single = (law.template for law in response_laws(contract))
    return (*single, *(law.template for law in sequence_laws(contract)))


class MomentCounter:
    """Numbers the moments at which calls are sent and answered; jobs that are compared share one."""

    def __init__(self) -> None:
        """Start at the first moment."""
        self._moment = 0
        self._lock = Lock()

    def advance(self) -> int:
        """Return the next moment."""
        with self._lock:
            self._moment += 1
            return self._moment


class JobOracle:
    """Records what was observed of one job; `output` is the endpoint's output schema, if any.

    For sequential calls, `record` is enough. For overlapping calls, call `start_call` before each
    is sent and pass its result to `record`. Both are thread-safe. `count_outages` returns how many
    calls to the server got no answer so far: it may have been restarted.
    """

    def __init__(
        self,
        service: Service,
        output: Schema | None = None,
        moments: MomentCounter | None = None,
        count_outages: Callable[[], int] = lambda: 0,
    ) -> None:
        """Start without observations."""
        self.contract = JobContract.from_service(service, output)
        self._response_laws = response_laws(self.contract)
        self.history: list[Observation] = []
        self._moments = moments or MomentCounter()
        self._count_outages = count_outages
        self._lock = Lock()

    def start_call(self) -> int:
        """Return the moment at which a call is about to be sent."""
        return self._moments.advance()

    def record(self, exchange: Exchange, sent_at: int | None = None) -> Observation | None:
        """Record an exchange that has just finished; return the observation if its operation is known."""
        if exchange.wire is USUAL_WIRE:
            exchange = replace(exchange, wire=self.contract.wire)
        call = identify_call(self.contract.service, exchange)
        started = self.start_call() if sent_at is None else sent_at
        ended = self.start_call()
        if call is None:
            return None
        with self._lock:
            known = self.end_before(started)
            reading = self.contract.reader.read(call.operation, exchange.answer, known)
            one = observe(call, exchange, reading, (started, ended))
            one = replace(one, outages=self._count_outages())
            self.history.append(one)
        return one

    def end_before(self, moment: int) -> JobStages:
        """Return the stages of the job if a status before a moment showed that it has ended, else none."""
        ends = (
            one.stages
            for one in self.history
            if one.operation == "status" and one.shows_stage and one.answered_at < moment
            if one.stages <= ENDED
        )
        return next(ends, NO_STAGES)

    def broken_promises(self) -> tuple[BrokenPromise, ...]:
        """Return the broken promises; each with the first observation that shows it."""
        first: dict[str, BrokenPromise] = {}
        for one in self.all_broken():
            first.setdefault(one.promise.id, one)
        return tuple(first.values())

    def all_broken(self) -> list[BrokenPromise]:
        """Return whatever breaks a promise, each observation or pair of them by itself."""
        history = sorted(self.history, key=lambda one: one.answered_at)
        single = broken_responses(self.contract, self._response_laws, history)
        return [*single, *contradictions(self.contract, history)]

    def count_tried(self) -> Counter[str]:
        """Return, by promise id, how many answers could have broken the promise."""
        times: Counter[str] = Counter()
        for law in self._response_laws:
            times[law.template.id] += sum(map(law.applies_to, self.history))
        answers = stage_observations(self.contract, self.history)
        laws = sequence_laws(self.contract)
        for later in answers:
            before = [one for one in answers if one.precedes(later)]
            times.update(
                law.template.id for law in laws if any(law.relevant(one, later) for one in before)
            )
        return +times
