# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What became of a batch: its outcomes in the order of its requests, and why it stopped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from functools import reduce
from typing import Any, TypeVar, overload

from ..journal.money import EXACT, usd_text
from ..responses import Success
from .outcome import ENDED_BADLY, RUNNING_ON, STATES, Outcome, money_text, success_of

OutputT_co = TypeVar("OutputT_co", covariant=True)


class Batch(Sequence[Outcome[OutputT_co]]):
    """The outcomes of a batch, in the order of its requests; `str(batch)` is a table of what happened.

    `stopped` says why requests were not submitted: `budget`, `max_jobs`, `failures`, `interrupt`,
    `download` (nothing can be saved to its target) or `error`; None if all of them were. `budget` is
    what all jobs were allowed to cost, and `failures` how many ends without success in a row stop it.
    """

    def __init__(
        self,
        outcomes: Sequence[Outcome[OutputT_co]],
        name: str | None,
        stopped: str | None,
        *,
        budget: Decimal | None = None,
        failures: int | None = None,
    ) -> None:
        self._outcomes, self.name, self.stopped = tuple(outcomes), name, stopped
        self.budget, self._failures = budget, failures

    @overload
    def __getitem__(self, index: int) -> Outcome[OutputT_co]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Outcome[OutputT_co]]: ...
    def __getitem__(
        self, index: int | slice
    ) -> Outcome[OutputT_co] | Sequence[Outcome[OutputT_co]]:
        return self._outcomes[index]

    def __len__(self) -> int:
        return len(self._outcomes)

    @property
    def results(self) -> list[Success[OutputT_co]]:
        """The results of the jobs that succeeded, in order."""
        return [one for one in map(success_of, self) if one is not None]

    @property
    def failed(self) -> list[Outcome[OutputT_co]]:
        """What failed, was cancelled or was refused."""
        return self._in(ENDED_BADLY)

    @property
    def unknown(self) -> list[Outcome[OutputT_co]]:
        """What may have been bought and is never bought again until it is settled."""
        return self._in(("unknown",))

    @property
    def running(self) -> list[Outcome[OutputT_co]]:
        """What was bought and runs on: the wait for it was left, or timed out."""
        return self._in(RUNNING_ON)

    @property
    def not_submitted(self) -> list[Outcome[OutputT_co]]:
        """What was not sent."""
        return self._in(("not_submitted",))

    @property
    def counts(self) -> dict[str, int]:
        """How many requests ended in each state."""
        found = Counter(one.state for one in self)
        return {state: found[state] for state in STATES if found[state]}

    @property
    def spent(self) -> Decimal:
        """What the jobs cost in US dollars, as far as it is known; unknowns count as bought."""
        return reduce(EXACT.add, (one.spent or Decimal(0) for one in self), Decimal(0))

    @property
    def expected(self) -> Decimal:
        """The part of `spent` that is expected prices, because the costs are not known."""
        return reduce(EXACT.add, (one.expected for one in self), Decimal(0))

    @property
    def over_budget(self) -> Decimal:
        """How much more than the budget is spent; 0 without a budget."""
        left = None if self.budget is None else EXACT.subtract(self.spent, self.budget)
        return Decimal(0) if left is None else max(left, Decimal(0))

    @property
    def unpriced(self) -> int:
        """How many jobs were bought whose price is not known."""
        return sum(one.spent is None for one in self)

    @property
    def bought_before(self) -> int:
        """How many places of the batch had been bought with another input before their request was bought."""
        return sum(one.bought_before is not None for one in self)

    def raise_for_failures(self) -> None:
        """Raise the errors of all outcomes together.

        Raises:
            ExceptionGroup: at least one request has an error, or was not submitted.
        """
        errors = [one.error for one in self if isinstance(one.error, Exception)]
        if errors:
            raise ExceptionGroup(self.summary(), errors)

    def summary(self) -> str:
        """Return one line that says what happened."""
        name = f"batch {self.name!r}" if self.name else "batch"
        counts = ", ".join(f"{count} {_words(state)}" for state, count in self.counts.items())
        facts = [f"{len(self)} request{'s' * (len(self) != 1)}: {counts or 'nothing to do'}"]
        if self.spent or not self.unpriced:
            facts.append(f"spent {usd_text(self.spent, is_expected=self.expected > 0)}")
        if self.unpriced:
            jobs = "1 job" if self.unpriced == 1 else f"{self.unpriced} jobs"
            facts.append(f"the price of {jobs} is not known")
        if self.over_budget and self.budget is not None:
            over = usd_text(self.over_budget, is_expected=self.expected > 0)
            facts.append(f"{over} over the budget of {usd_text(self.budget)}")
        places = f"place{'s' * (self.bought_before != 1)} had been bought with another input before"
        if self.bought_before:
            facts.append(f"{self.bought_before} {places}")
        if self.stopped:
            facts.append(stop_text(self.stopped, self._failures))
        return f"{name} of {'; '.join(facts)}"

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON data; money is text, so that it stays exact."""
        return {
            "batch": self.name,
            "stopped": self.stopped,
            "counts": self.counts,
            "spent": money_text(self.spent),
            "expected": money_text(self.expected),
            "budget": money_text(self.budget),
            "over_budget": money_text(self.over_budget),
            "unpriced": self.unpriced,
            "bought_before": self.bought_before,
            "outcomes": [one.to_dict() for one in self],
        }

    def __str__(self) -> str:
        from .outcome_table import outcome_table

        stopped = stop_text(self.stopped, self._failures) if self.stopped else None
        return f"{self.summary()}\n{outcome_table(self, stopped)}".rstrip()

    def __repr__(self) -> str:
        return f"<Batch {self.summary().removeprefix('batch ')}>"

    def _in(self, states: Sequence[str]) -> list[Outcome[OutputT_co]]:
        return [one for one in self if one.state in states]


def _words(name: str) -> str:
    return name.replace("_", " ")


_WORDS = {
    "budget": "stopped by its budget",
    "max_jobs": "stopped by max_jobs",
    "interrupt": "interrupted",
    "download": "stopped because nothing more can be saved to the download target",
    "error": "stopped by an error",
}


def stop_text(reason: str, failures: int | None = None) -> str:
    """Return a reason of `Batch.stopped` in words; `failures` is how many in a row stop the batch."""
    if reason != "failures":
        return _WORDS[reason]
    if failures is None:
        return "stopped after several ends without success in a row"
    ends = "1 end without success" if failures == 1 else f"{failures} ends without success in a row"
    return f"stopped after {ends}"
