"""What the judge finds in names."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import ClassVar

from clientwright.problems import Location, Problem, Severity, quote_value


@dataclass(frozen=True, slots=True)
class NameClash(Problem):
    """Two wire names that become one Python name."""

    what: str
    name: str
    first: str
    second: str
    elsewhere: Location
    code: ClassVar[str] = "name-clash"

    def found(self) -> str:
        """Say what was found."""
        return f"{quote_value(self.second)} and {quote_value(self.first)} ({self.elsewhere}) both become the {self.what} {self.name}."

    def advice(self) -> str:
        """Say what to try."""
        if self.what == "argument":
            pointer = self.location.pointer.removeprefix("/input")
            return (
                "Name one of the two otherwise, in the endpoint's spec, for example "
                f'"names": {{{json.dumps(pointer)}: "{self.name.rstrip("_")}_2"}}.'
            )
        if self.what != "path" or self.first.lower() == self.second.lower():
            return (
                "Take one of the two out of the specs: a client cannot offer both under one name."
            )
        other = f"{self.name.rpartition('.')[2].rstrip('_')}_2"
        return (
            "Name one of the two otherwise, in service.json, for example "
            f'"names": {{{json.dumps(self.second)}: "{other}"}} (docs/sync.md).'
        )


@dataclass(frozen=True, slots=True)
class NameUnused(Problem):
    """A name of a person's for what is not there."""

    wire: str
    nearest: str = ""
    code: ClassVar[str] = "name-unused"
    severity: ClassVar[Severity] = Severity.INFO

    def found(self) -> str:
        """Say what was found."""
        return f"{quote_value(self.wire)} is named, and is not there."

    def advice(self) -> str:
        """Say what to try."""
        if self.nearest:
            return f"Did you mean {quote_value(self.nearest)}?"
        return "Take the name out, unless a sync is still to bring what it is for."
