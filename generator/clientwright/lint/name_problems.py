"""Problems in names."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import ClassVar

from clientwright.problems import Location, Problem, Severity, quote_value


@dataclass(frozen=True, slots=True)
class NameClash(Problem):
    """Two wire names become the same Python name or file."""

    what: str
    name: str
    first: str
    second: str
    elsewhere: Location
    code: ClassVar[str] = "name-clash"

    def found(self) -> str:
        """Return what was found."""
        return f"{quote_value(self.second)} and {quote_value(self.first)} ({self.elsewhere}) both become the {self.what} {self.name}."

    def advice(self) -> str:
        """Return what to try."""
        if self.what == "argument":
            pointer = self.location.pointer.removeprefix("/input")
            return (
                "Rename one of the two in the endpoint's spec, for example "
                f'"names": {{{json.dumps(pointer)}: "{self.name.rstrip("_")}_2"}}.'
            )
        if self.what != "path" or self.first.lower() == self.second.lower():
            return (
                "Remove one of the two from the specs: a client cannot offer both under one name."
            )
        other = f"{self.name.rpartition('.')[2].rstrip('_')}_2"
        return (
            "Rename one of the two in service.json, for example "
            f'"names": {{{json.dumps(self.second)}: "{other}"}} (docs/sync.md).'
        )


@dataclass(frozen=True, slots=True)
class NameUnused(Problem):
    """An entry of `names` that renames something that does not exist."""

    wire: str
    nearest: str = ""
    code: ClassVar[str] = "name-unused"
    severity: ClassVar[Severity] = Severity.INFO

    def found(self) -> str:
        """Return what was found."""
        return f"names has an entry for {quote_value(self.wire)}, which does not exist."

    def advice(self) -> str:
        """Return what to try."""
        if self.nearest:
            return f"Did you mean {quote_value(self.nearest)}?"
        return "Remove the entry, unless a later sync will add what it renames."


@dataclass(frozen=True, slots=True)
class SegmentRenamed(Problem):
    """A segment of an id got a trailing `_`, since its name is one that the package or an endpoint has."""

    wire: str
    path: str
    code: ClassVar[str] = "segment-renamed"
    severity: ClassVar[Severity] = Severity.INFO

    def found(self) -> str:
        """Return what was found."""
        return f"{quote_value(self.wire)} is {self.path} in Python: the plain name is the package's own."

    def advice(self) -> str:
        """Return what to try."""
        return (
            "Nothing, or choose another name in service.json, for example "
            f'"names": {{{json.dumps(self.wire)}: "{self.path.rpartition(".")[2]}2"}}.'
        )
