"""What a grade is made of: mutants, what became of each, the score."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clientwright.testing.promises import Target


class MutantFate(StrEnum):
    """What became of a mutant.

    `UNOBSERVABLE`: no input and no job can tell it from the original; that is checked,
    not assumed. `SURVIVED`: the harness should have noticed it, and did not.
    """

    KILLED = "killed"
    UNOBSERVABLE = "unobservable"
    SURVIVED = "survived"


@dataclass(frozen=True, slots=True)
class GradedMutant:
    """One mutant: whom it changes and how; the promise that noticed it, or why nothing can."""

    name: str
    target: Target
    sentence: str
    fate: MutantFate
    by: str = ""


@dataclass(frozen=True, slots=True)
class MutationScore:
    """All mutants of one grading; `false_alarms` are promises that the unchanged original breaks."""

    mutants: tuple[GradedMutant, ...]
    false_alarms: tuple[str, ...] = ()

    def count(self, fate: MutantFate) -> int:
        """Count the mutants of one fate."""
        return sum(one.fate is fate for one in self.mutants)

    @property
    def percent(self) -> float:
        """Killed mutants, of a hundred that can be observed."""
        seen = self.count(MutantFate.KILLED) + self.count(MutantFate.SURVIVED)
        return 100.0 * self.count(MutantFate.KILLED) / seen if seen else 100.0

    @property
    def perfect(self) -> bool:
        """Tell whether every observable mutant was noticed, and nothing else was."""
        return not self.false_alarms and not self.count(MutantFate.SURVIVED)
