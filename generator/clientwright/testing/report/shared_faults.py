"""Faults that break several promises: in a report, each is one finding with one example."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clientwright.testing.promises import Target, Verdict
from clientwright.testing.report import verdict_counts

FaultKey = tuple[Target, str]
"""A target and the cause of its findings."""


@dataclass(frozen=True, slots=True)
class SharedFault:
    """A fault of a target, and the verdicts of the promises that it breaks; the first is its example."""

    cause: str
    verdicts: tuple[Verdict, ...]

    @property
    def example(self) -> Verdict:
        """The verdict whose finding is shown."""
        return self.verdicts[0]

    @property
    def promise_ids(self) -> tuple[str, ...]:
        """The ids of the broken promises, each once."""
        return tuple(dict.fromkeys(verdict.promise.id for verdict in self.verdicts))

    @property
    def extent(self) -> str:
        """How much it breaks: `92 promises in 92 trials`."""
        promises = verdict_counts.plural(len(self.promise_ids), "promise")
        return f"{promises} in {verdict_counts.plural(len(self.verdicts), 'trial')}"


def fault_key(verdict: Verdict) -> FaultKey | None:
    """Return the target and the cause of a verdict's finding, or None if no cause is known."""
    finding = verdict.finding
    return (verdict.target, finding.cause) if finding and finding.cause else None


def shared_faults(verdicts: Iterable[Verdict]) -> dict[FaultKey, SharedFault]:
    """Return the faults that are behind more than one of some verdicts."""
    found: dict[FaultKey, list[Verdict]] = {}
    for verdict in verdicts:
        key = fault_key(verdict)
        if key is not None:
            found.setdefault(key, []).append(verdict)
    return {key: SharedFault(key[1], tuple(those)) for key, those in found.items() if those[1:]}
