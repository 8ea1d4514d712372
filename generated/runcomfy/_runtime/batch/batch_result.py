# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What became of a batch: its outcomes in the order of its requests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from functools import reduce
from typing import Any, TypeVar, overload

from ..journal.money import EXACT
from ..responses import Success
from .outcome import ENDED_BADLY, RUNNING_ON, STATES, Outcome, money_text, success_of

OutputT_co = TypeVar("OutputT_co", covariant=True)


class Batch(Sequence[Outcome[OutputT_co]]):
    """The outcomes of a batch, in the order of its requests; `str(batch)` is a table of what happened.

    `stopped` says why requests were not submitted: `budget`, `max_jobs`, `failures`, `interrupt`,
    `download` (nothing can be saved to its target) or `error`; None if all of them were.
    """

    def __init__(
        self, outcomes: Sequence[Outcome[OutputT_co]], name: str | None, stopped: str | None
    ) -> None:
        self._outcomes, self.name, self.stopped = tuple(outcomes), name, stopped

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
    def unpriced(self) -> int:
        """How many jobs were bought at a price that is not known."""
        return sum(one.spent is None for one in self)

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
        spent = f"; spent {money_text(self.spent)} USD" if self.spent or not self.unpriced else ""
        spent += f"; price of {self.unpriced} not known" * bool(self.unpriced)
        stopped = f"; stopped by {_words(self.stopped)}" if self.stopped else ""
        requests = f"{len(self)} request{'s' * (len(self) != 1)}"
        return f"{name}: {requests}: {counts or 'none'}{spent}{stopped}"

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON data; money is text, so that it stays exact."""
        return {
            "batch": self.name,
            "stopped": self.stopped,
            "counts": self.counts,
            "spent": money_text(self.spent),
            "unpriced": self.unpriced,
            "outcomes": [one.to_dict() for one in self],
        }

    def __str__(self) -> str:
        from .outcome_table import outcome_table

        return f"{self.summary()}\n{outcome_table(self, self.stopped)}".rstrip()

    def __repr__(self) -> str:
        return f"<Batch {self.summary().removeprefix('batch ')}>"

    def _in(self, states: Sequence[str]) -> list[Outcome[OutputT_co]]:
        return [one for one in self if one.state in states]


def _words(name: str) -> str:
    return name.replace("_", " ")
