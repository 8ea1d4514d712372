"""Measurements in turn: A B A B …, so that a comparison is fair when the machine's speed drifts."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Measure = Callable[[], float]
FEWEST_FOR_DECILES = 10


@dataclass(frozen=True, slots=True)
class Sample:
    """The median of measurements, and between which values 8 of 10 lie (all of them, if they are few)."""

    median: float
    low: float
    high: float
    count: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Sample:
        """Return the sample of at least one value."""
        low, high = min(values), max(values)
        if len(values) >= FEWEST_FOR_DECILES:
            deciles = statistics.quantiles(values, n=10, method="inclusive")
            low, high = deciles[0], deciles[-1]
        return cls(statistics.median(values), low, high, len(values))


def alternate(measures: Mapping[str, Measure], rounds: int) -> dict[str, list[float]]:
    """Take each measurement in turn, `rounds` times after one warm-up; return the values by name."""
    values: dict[str, list[float]] = {name: [] for name in measures}
    for n in range(rounds + 1):
        for name, measure in measures.items():
            value = measure()
            if n:
                values[name].append(value)
    return values


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    """Return the ratio of each pair of measurements."""
    return [mine / other for mine, other in zip(ours, theirs, strict=True)]


def spread_against_itself(values: Sequence[float]) -> Sample:
    """Return how much a measurement differs from the one before: the ratio that no difference is below."""
    return Sample.of([after / before for before, after in pairwise(values)])
