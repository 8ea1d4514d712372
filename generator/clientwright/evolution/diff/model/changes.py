"""What a comparison gives: changes with a verdict each, and the worst of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from clientwright.problems import Location, Problem


class Compatibility(StrEnum):
    """What a change means for those who call: the worst first.

    `BREAKING`: shown by a witness. `WARNING`: cannot be decided from the spec.
    `COMPATIBLE`: nothing that worked stops working. `NONE`: the contract is the same.
    """

    BREAKING = "breaking"
    WARNING = "warning"
    COMPATIBLE = "compatible"
    UNCHANGED = "none"

    @property
    def rank(self) -> int:
        """Count from the worst."""
        return list(Compatibility).index(self)


class Direction(StrEnum):
    """Who sends the value: a request may only accept more, a response may only say less."""

    REQUEST = "request"
    RESPONSE = "response"


class EditKind(StrEnum):
    """What was done to a keyword, a rule or a fact."""

    ADDED = "added"
    REMOVED = "removed"
    TIGHTENED = "tightened"
    LOOSENED = "loosened"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Witness:
    """A value that one side accepts and the other refuses, and what the refusing side says."""

    value: Any
    reason: str


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; `pointer` is inside the spec file, `endpoint` empty for a fact of the service."""

    endpoint: str
    pointer: str
    kind: str
    compatibility: Compatibility
    message: str
    witness: Witness | None = None
    advice: str = ""
    location: Location = field(default=Location(""), compare=False)

    def as_json(self) -> dict[str, Any]:
        """Give the change for a machine."""
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
    """Every change between two specs, the worst first within each endpoint; `problems` is what could not be compared."""

    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict[str, str], compare=False, repr=False)
    """The texts of files that may be nowhere on disk, by the names that places have."""

    @property
    def compatibility(self) -> Compatibility:
        """Give the worst verdict, or none."""
        return min(
            (c.compatibility for c in self.changes),
            key=lambda v: v.rank,
            default=Compatibility.UNCHANGED,
        )

    def with_compatibility(self, verdict: Compatibility) -> tuple[Change, ...]:
        """Give the changes of one verdict."""
        return tuple(change for change in self.changes if change.compatibility is verdict)

    def as_json(self) -> dict[str, Any]:
        """Give the whole for a machine."""
        return {
            "verdict": str(self.compatibility),
            "changes": [change.as_json() for change in self.changes],
        }
