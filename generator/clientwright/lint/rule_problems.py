"""What the judge finds in rules that work against each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from clientwright.problems import Problem, Severity, quote_value


@dataclass(frozen=True, slots=True)
class NeverGiven(Problem):
    """A field with which others come, of which a rule allows one; `field` is empty where that is so without it."""

    field: str
    together: tuple[str, ...]
    kind: str
    code: ClassVar[str] = "never-given"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Say what was found."""
        what = (
            f"{quote_value(self.field)} can never be given"
            if self.field
            else "no input is accepted"
        )
        listed = " and ".join(map(quote_value, self.together))
        return f"{what}: {listed} would be there together, and the {self.kind} rule allows one of them."

    def advice(self) -> str:
        """Say what to try."""
        return (
            "Mend the rule, or take out of required (or of another rule) what is not always needed."
        )
