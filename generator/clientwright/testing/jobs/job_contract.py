"""The promises of a service about jobs, and what breaks one.

Confidence comes from `service.json`: documented facts (H) and facts from one source (M) are
promises with that letter. What only third parties report (L), such as other status words, is
tolerated but never required. What is unknown (?) is no promise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clientwright.io.json_types import Schema, is_dict
from clientwright.rules.json_edit import value_at
from clientwright.specs.model import Service
from clientwright.specs.wire_facts import WireFacts
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.answer_stages import StageReader
from clientwright.testing.jobs.observation import Observation
from clientwright.testing.jobs.state_machine import JobStateMachine
from clientwright.testing.promises import Finding, Promise, PromiseGroup
from clientwright.testing.service_wire import ServiceWire


@dataclass(frozen=True, slots=True)
class PromiseTemplate:
    """A promise of a service: its id, its fact in `service.json`, and why it may not be tried.

    `sure` is set only where it differs from the confidence letter beside the fact.
    """

    id: str
    pointer: str
    sentence: str
    untried_reason: str
    sure: str = ""

    def for_service(self, service: Service, group: PromiseGroup) -> Promise:
        """Return the promise as one service makes it."""
        sure = self.sure or _confidence(service.document, self.pointer)
        place = service.location(self.pointer)
        return Promise(self.id, group, self.sentence, place, endpoint="", sure=sure)


@dataclass(frozen=True, slots=True)
class BrokenPromise:
    """A broken promise: what was expected, what was observed, and the exchanges that show it.

    `shown` are the answers about a job that break it. `cause` is the fault behind it if that is known.
    """

    promise: Promise
    expected: str
    observed: str
    exchanges: tuple[Exchange, ...]
    shown: tuple[Observation, ...] = ()
    cause: str = ""

    def to_finding(self, seed: int = 0) -> Finding:
        """Return the broken promise as a finding."""
        return Finding(
            self.expected, self.observed, exchanges=self.exchanges, seed=seed, cause=self.cause
        )


@dataclass(frozen=True, slots=True)
class JobContract:
    """A service's facts as the laws use them; `output` is the endpoint's output schema."""

    service: Service
    wire: ServiceWire
    state_machine: JobStateMachine
    output: Schema

    @classmethod
    def from_service(cls, service: Service, output: Schema | None = None) -> JobContract:
        """Return the contract of a service; without an output schema, the service's counts."""
        machine = JobStateMachine.from_service(service)
        return cls(service, ServiceWire.of(service), machine, service.output_of(output))

    @property
    def reader(self) -> StageReader:
        """The reader of the stages that answers show."""
        return StageReader(self.wire, self.state_machine)

    @property
    def job_operations(self) -> tuple[str, ...]:
        """The calls about a job that there is: each once, where one has two purposes."""
        return job_operations(self.wire.facts)

    @property
    def output_is_open(self) -> bool:
        """Whether the service itself promises nothing of an output: then only the endpoint's schema does."""
        return not self.service.output

    def cancel_word(self, means: str) -> str:
        """Return how a cancel is answered that means something: a word, an HTTP status, or "" if it never is."""
        facts = self.wire.facts
        if facts.cancel_by_status:
            return self.wire.word("status", means) if means == "cancelled" else ""
        found = next((one for one in facts.cancel_answers if one.means == means), None)
        return (found.word or f"HTTP {found.http}") if found else ""

    def cancel_pointer(self, means: str = "") -> str:
        """Return where the service's file says how a cancel is answered."""
        cancel = self.service.document["cancel"]
        name = "outcomes" if "outcomes" in cancel else "answers"
        if name not in cancel:
            return "/status/values"
        answers = self.wire.facts.cancel_answers
        places = (f"/cancel/{name}/{n}" for n, one in enumerate(answers) if one.means == means)
        return next(places, f"/cancel/{name}")

    def broken_promise(
        self, template: PromiseTemplate, expected: str, observed: str, *shown: Observation
    ) -> BrokenPromise:
        """Return a broken promise with the observations that show it."""
        promise = template.for_service(self.service, PromiseGroup.JOBS)
        exchanges = tuple(one.exchange for one in shown)
        return BrokenPromise(promise, expected, observed, exchanges, shown)

    def vocabulary(self, operation: str) -> str:
        """Return the words of an operation, as a text."""
        return ", ".join(self.state_machine.words[operation])


def job_operations(facts: WireFacts) -> tuple[str, ...]:
    """Return the operations about a job: a result that is the same call as a status is not asked for twice."""
    listed = ("status", *(() if facts.one_call else ("result",)), "cancel")
    return tuple(name for name in listed if name in facts.operations)


def _confidence(facts: Mapping[str, Any], pointer: str) -> str:
    """Return the nearest confidence letter at or above a fact, or H if there is none."""
    while pointer:
        fact = value_at(facts, pointer)
        if is_dict(fact) and isinstance(fact.get("sure"), str):
            return str(fact["sure"])
        pointer = pointer.rpartition("/")[0]
    return "H"
