"""What jobs of a service are held to: its table, its promises, and what breaks one.

How sure a promise is follows from `service.json`: documented facts (H) and those of one
source (M) are promises, and carry their letter. What only third parties report (L), such
as other words for the stages, is tolerated and never asked for; what is unknown (?) is
no promise at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clientwright.json_types import is_dict
from clientwright.rules.json_edit import value_at
from clientwright.specs.json_text import Schema
from clientwright.specs.model import Service
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.observation import Observation
from clientwright.testing.jobs.state_machine import JobStateMachine
from clientwright.testing.promises import Finding, Promise, PromiseGroup

CANCEL_OUTCOME, TOO_LATE_OUTCOME = "{cancelled}", "{too late}"
"""Placeholders in templates for the service's own words for the two outcomes of a cancel."""


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
    """A promise that was broken: what it expects, what was seen, the exchanges that show it."""

    promise: Promise
    expected: str
    observed: str
    exchanges: tuple[Exchange, ...]

    def to_finding(self, seed: int = 0) -> Finding:
        """Give it as a finding."""
        return Finding(self.expected, self.observed, exchanges=self.exchanges, seed=seed)


@dataclass(frozen=True, slots=True)
class JobContract:
    """A service's facts as the laws of a job's life use them; `output` is the endpoint's output schema."""

    service: Service
    state_machine: JobStateMachine
    output: Schema

    @classmethod
    def from_service(cls, service: Service, output: Schema | None = None) -> JobContract:
        """Read the terms; without an endpoint's own output schema, the one that all share counts."""
        return cls(service, JobStateMachine.from_service(service), output or service.output)

    def broken_promise(
        self, clause: PromiseTemplate, expected: str, told: str, *shown: Observation
    ) -> BrokenPromise:
        """Say that a clause was broken, and show by what."""
        promise = clause.for_service(self.service, PromiseGroup.JOBS)
        return BrokenPromise(promise, expected, told, tuple(one.exchange for one in shown))

    def vocabulary(self, operation: str) -> str:
        """List the words of an operation."""
        return ", ".join(self.state_machine.words[operation])


def _with_outcomes(text: str, service: Service) -> str:
    placeholders = (CANCEL_OUTCOME, TOO_LATE_OUTCOME)
    for placeholder, word in zip(
        placeholders, service.document["cancel"]["outcomes"], strict=False
    ):
        text = text.replace(placeholder, word)
    return text


def _confidence(facts: Mapping[str, Any], pointer: str) -> str:
    """Find the letter that stands nearest above a fact; H where none does."""
    while pointer:
        holder = value_at(facts, pointer)
        if is_dict(holder) and isinstance(holder.get("sure"), str):
            return str(holder["sure"])
        pointer = pointer.rpartition("/")[0]
    return "H"
