"""Problems in the facts of a service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from clientwright.problems import Problem, quote_value


@dataclass(frozen=True, slots=True)
class OperationClash(Problem):
    """Two operations that one call can mean, so that no server could tell them apart."""

    first: str
    second: str
    call: str
    code: ClassVar[str] = "operation-clash"

    def found(self) -> str:
        """Return what was found."""
        return f"a call such as {quote_value(self.call)} means both {self.first} and {self.second}."

    def advice(self) -> str:
        """Return what to try."""
        return "Give one of the two another method, or a path that the other one cannot have."


@dataclass(frozen=True, slots=True)
class HeaderTaken(Problem):
    """A header for the token that HTTP or the client itself needs for something else."""

    header: str
    code: ClassVar[str] = "header-taken"

    def found(self) -> str:
        """Return what was found."""
        return f"the header {quote_value(self.header)} cannot have the token: every call needs it for something else."

    def advice(self) -> str:
        """Return what to try."""
        return "Name the header that the provider documents, such as Authorization or X-Api-Key."


@dataclass(frozen=True, slots=True)
class ReservedName(Problem):
    """A name or title of a service that Python or the generated package needs for something else."""

    name: str
    code: ClassVar[str] = "reserved-name"

    def found(self) -> str:
        """Return what was found."""
        return f"{quote_value(self.name)} is a name of Python's, or of every generated package."

    def advice(self) -> str:
        """Return what to try."""
        return "Choose another one, such as the provider's full name."


@dataclass(frozen=True, slots=True)
class MissingStatusWord(Problem):
    """A vocabulary that has no word for a state that every job can be in."""

    meanings: tuple[str, ...]
    code: ClassVar[str] = "missing-status-word"

    def found(self) -> str:
        """Return what was found."""
        return f"no status word here means {' or '.join(self.meanings)}."

    def advice(self) -> str:
        """Return what to try."""
        return "Add the word that the provider uses for it; every job can be in this state."
