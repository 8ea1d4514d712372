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
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.observation import Observation
from clientwright.testing.jobs.state_machine import JobStateMachine
from clientwright.testing.promises import Finding, Promise, PromiseGroup

CANCEL_OUTCOME, TOO_LATE_OUTCOME = "{cancelled}", "{too late}"
"""Placefacts in templates for the service's own words for the two outcomes of a cancel."""


@dataclass(frozen=True, slots=True)
class PromiseTemplate:
    """A promise of any service: its id, its fact in `service.json`, and why it may not be tried.

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
        sentence = _with_outcomes(self.sentence, service)
        return Promise(
            self.id, group, sentence, service.location(self.pointer), endpoint="", sure=sure
        )

    def untried_reason_for(self, service: Service) -> str:
        """Return why the promise was not tried, in the service's words."""
        return _with_outcomes(self.untried_reason, service)


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
    state_machine: JobStateMachine
    output: Schema

    @classmethod
    def from_service(cls, service: Service, output: Schema | None = None) -> JobContract:
        """Return the contract of a service; without an output schema, the service's counts."""
        return cls(service, JobStateMachine.from_service(service), service.output_of(output))

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


def _with_outcomes(text: str, service: Service) -> str:
    placefacts = (CANCEL_OUTCOME, TOO_LATE_OUTCOME)
    for placefact, word in zip(placefacts, service.document["cancel"]["outcomes"], strict=False):
        text = text.replace(placefact, word)
    return text


def _confidence(facts: Mapping[str, Any], pointer: str) -> str:
    """Return the nearest confidence letter at or above a fact, or H if there is none."""
    while pointer:
        fact = value_at(facts, pointer)
        if is_dict(fact) and isinstance(fact.get("sure"), str):
            return str(fact["sure"])
        pointer = pointer.rpartition("/")[0]
    return "H"
