"""The mutation score: mutants and their fates."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clientwright.testing.promises import Target


class MutantFate(StrEnum):
    """The fate of a mutant.

    `UNOBSERVABLE`: no input and no job distinguishes it from the original, which is checked, not
    assumed. `INAPPLICABLE`: the package has nothing that it would edit. `SURVIVED`: the harness
    should have found it, and did not.
    """

    KILLED = "killed"
    UNOBSERVABLE = "unobservable"
    INAPPLICABLE = "inapplicable"
    SURVIVED = "survived"


@dataclass(frozen=True, slots=True)
class GradedMutant:
    """One mutant; `by` is the promise that killed it, or why nothing can."""

    name: str
    target: Target
    sentence: str
    fate: MutantFate
    by: str = ""


@dataclass(frozen=True, slots=True)
class MutationScore:
    """All mutants of one run; `false_alarms` are promises that the unchanged original breaks."""

    mutants: tuple[GradedMutant, ...]
    false_alarms: tuple[str, ...] = ()

    def count(self, fate: MutantFate) -> int:
        """Return the number of mutants with a fate."""
        return sum(one.fate is fate for one in self.mutants)

    @property
    def percent(self) -> float:
        """The killed mutants in percent of those that can be observed."""
        observable = self.count(MutantFate.KILLED) + self.count(MutantFate.SURVIVED)
        return 100.0 * self.count(MutantFate.KILLED) / observable if observable else 100.0

    @property
    def perfect(self) -> bool:
        """Whether every observable mutant was killed, without a false alarm."""
        return not self.false_alarms and not self.count(MutantFate.SURVIVED)
