"""The oracle of one job: fed with every call about it, it tells which promises were broken, and which came up."""

from __future__ import annotations

from collections import Counter
from threading import Lock

from clientwright.specs.json_text import Schema
from clientwright.specs.model import Service
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.job_contract import BrokenPromise, JobContract, PromiseTemplate
from clientwright.testing.jobs.observation import Observation, observe
from clientwright.testing.jobs.operation_call import identify_call
from clientwright.testing.jobs.response_laws import RESPONSE_LAWS, broken_responses
from clientwright.testing.jobs.sequence_laws import (
    SEQUENCE_LAWS,
    contradictions,
    stage_observations,
)

ORACLE_PROMISES: tuple[PromiseTemplate, ...] = tuple(
    law.template for law in (*RESPONSE_LAWS, *SEQUENCE_LAWS)
)
"""What every job of a service is held to."""


class JobOracle:
    """What was seen of one job; `output` is its endpoint's output schema, if it has its own.

    Calls that follow each other are told by `sees` alone. Around calls that may overlap,
    `asks` is called before each is sent and what it gives is handed to `sees`; both may be
    called from any thread.
    """

    def __init__(self, service: Service, output: Schema | None = None) -> None:
        """Begin with nothing seen."""
        self.contract = JobContract.from_service(service, output)
        self.history: list[Observation] = []
        self._moment = 0
        self._lock = Lock()

    def start_call(self) -> int:
        """Note that a call is about to be sent; gives the moment."""
        with self._lock:
            self._moment += 1
            return self._moment

    def record(self, exchange: Exchange, sent_at: int | None = None) -> Observation | None:
        """Note an exchange that has just been answered (or failed); give what it tells, if it is of a known operation."""
        call = identify_call(self.contract.service, exchange)
        started = self.start_call() if sent_at is None else sent_at
        ended = self.start_call()
        if call is None:
            return None
        one = observe(self.contract.state_machine, call, exchange, (started, ended))
        with self._lock:
            self.history.append(one)
        return one

    def broken_promises(self) -> tuple[BrokenPromise, ...]:
        """Tell what was broken: for each promise the first that shows it."""
        history = sorted(self.history, key=lambda one: one.answered_at)
        found = [*broken_responses(self.contract, history), *contradictions(self.contract, history)]
        first: dict[str, BrokenPromise] = {}
        for one in found:
            first.setdefault(one.promise.id, one)
        return tuple(first.values())

    def count_tried(self) -> Counter[str]:
        """Count, by the ids of promises, the answers by which each came up: could have been broken."""
        times: Counter[str] = Counter()
        for law in RESPONSE_LAWS:
            times[law.template.id] += sum(map(law.applies_to, self.history))
        answers = stage_observations(self.history)
        for later in answers:
            before = [one for one in answers if one.precedes(later)]
            times.update(
                law.template.id
                for law in SEQUENCE_LAWS
                if any(law.relevant(one, later) for one in before)
            )
        return +times
