"""A law of one answer about a job, and what breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from clientwright.testing.jobs.job_contract import BrokenPromise, JobContract, PromiseTemplate
from clientwright.testing.jobs.observation import Observation


@dataclass(frozen=True, slots=True)
class ResponseLaw:
    """A law of one answer: its operations, when it is relevant and satisfied, what it expects."""

    template: PromiseTemplate
    operations: tuple[str, ...]
    relevant: Callable[[Observation], bool]
    satisfied: Callable[[Observation], bool]
    expected: Callable[[Observation], str]

    def applies_to(self, one: Observation) -> bool:
        """Return whether the law applies to an answer."""
        return one.ok and one.operation in self.operations and self.relevant(one)


def broken_responses(
    contract: JobContract, laws: Iterable[ResponseLaw], history: Iterable[Observation]
) -> Iterator[BrokenPromise]:
    """Yield what single answers break, in their order."""
    known = (*laws,)
    for one in history:
        for law in known:
            if law.applies_to(one) and not law.satisfied(one):
                expected = law.expected(one)
                yield contract.broken_promise(law.template, expected, one.exchange.summary(), one)
