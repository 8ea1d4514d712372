"""The result of a comparison: changes, each with its compatibility."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from clientwright.problems import Location, Problem


class Compatibility(StrEnum):
    """What a change means for callers, the worst first.

    `BREAKING`: a witness shows it. `WARNING`: the spec does not decide it.
    `COMPATIBLE`: whatever worked still works. `UNCHANGED`: the contract is the same.
    """

    BREAKING = "breaking"
    WARNING = "warning"
    COMPATIBLE = "compatible"
    UNCHANGED = "none"

    @property
    def rank(self) -> int:
        """Return the position in the order from worst to best, starting at 0."""
        return list(Compatibility).index(self)


class Direction(StrEnum):
    """Who sends the value: a request may only accept more, a response may only return less."""

    REQUEST = "request"
    RESPONSE = "response"


@dataclass(frozen=True, slots=True)
class Witness:
    """A value that one side accepts and the other rejects, with the reason for the rejection."""

    value: Any
    reason: str


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two specs.

    `pointer` is a JSON pointer into the spec file; `endpoint` is empty for a fact of the service.
    """

    endpoint: str
    pointer: str
    kind: str
    compatibility: Compatibility
    message: str
    witness: Witness | None = None
    advice: str = ""
    location: Location = field(default=Location(""), compare=False)

    def as_json(self) -> dict[str, Any]:
        """Return the change as JSON data."""
        return {
            "endpoint": self.endpoint,
            "pointer": self.pointer,
            "kind": self.kind,
            "verdict": str(self.compatibility),
            "message": self.message,
            "witness": self.witness.value if self.witness else None,
        }


@dataclass(frozen=True, slots=True)
class SpecDiff:
    """All changes between two specs, sorted by endpoint and then worst first.

    `problems` lists what could not be compared.
    """

    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict[str, str], compare=False, repr=False)
    """Texts of files that may not exist on disk, by the file names used in locations."""

    @property
    def compatibility(self) -> Compatibility:
        """Return the worst compatibility of all changes."""
        return min(
            (c.compatibility for c in self.changes),
            key=lambda v: v.rank,
            default=Compatibility.UNCHANGED,
        )

    def with_compatibility(self, verdict: Compatibility) -> tuple[Change, ...]:
        """Return the changes with this compatibility."""
        return tuple(change for change in self.changes if change.compatibility is verdict)

    def as_json(self) -> dict[str, Any]:
        """Return the comparison as JSON data."""
        return {
            "verdict": str(self.compatibility),
            "changes": [change.as_json() for change in self.changes],
        }
