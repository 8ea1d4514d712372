"""What an update leaves to a person.

Problem                  reported beside the verdict
├── Uncompared           changes that were not compared
└── UnrecordedEndpoints  endpoints without cassettes, where others have some
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from clientwright.problems import Problem, Severity

_MOST = 5


@dataclass(frozen=True, slots=True)
class Uncompared(Problem):
    """Changes that the verdict does not cover."""

    names: tuple[str, ...]
    reason: str
    code: ClassVar[str] = "uncompared"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Return what was found."""
        return f"{_listed(self.names)}: {self.reason}, so the verdict does not cover it."

    def advice(self) -> str:
        """Return what to try."""
        return (
            "Compare it with the state before: 'clientwright diff OLD specs', "
            "where OLD is a folder, or a git revision such as HEAD:specs."
        )


@dataclass(frozen=True, slots=True)
class UnrecordedEndpoints(Problem):
    """Endpoints without cassettes."""

    endpoints: tuple[str, ...]
    code: ClassVar[str] = "unrecorded"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Return what was found."""
        return f"no cassettes of {_listed(self.endpoints)}; other endpoints have some."

    def advice(self) -> str:
        """Return what to try."""
        return "Record them with 'clientwright record --endpoint ID'."


def _listed(names: tuple[str, ...]) -> str:
    more = len(names) - _MOST
    return ", ".join(names[:_MOST]) + (f" and {more} more" if more > 0 else "")
