"""Problems of rules that contradict each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from clientwright.problems import Problem, Severity, quote_value


@dataclass(frozen=True, slots=True)
class NeverGiven(Problem):
    """A field that no valid input can contain; `field` is empty if no input is valid at all."""

    field: str
    together: tuple[str, ...]
    kind: str
    code: ClassVar[str] = "never-given"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Return what was found."""
        what = (
            f"{quote_value(self.field)} can never be given" if self.field else "no input is valid"
        )
        listed = " and ".join(map(quote_value, self.together))
        return f"{what}: {listed} would be given together, but the {self.kind} rule allows only one of them."

    def advice(self) -> str:
        """Return what to try."""
        return "Fix the rule, or remove from required (or from another rule) what is not always needed."
