"""What can be wrong with a copy of a client in another project."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from clientwright.emit.problems import EditedByHand, ForeignFile, Stale
from clientwright.problems import Place, Problem, shown


@dataclass(frozen=True, slots=True)
class CopyEdited(Problem):
    """A file of a copy that a person has changed since it was written."""

    diff: str = ""
    code: ClassVar[str] = "copy-edited"

    def found(self) -> str:
        """Say what was found."""
        return "this file was edited by hand since it was vendored."

    def advice(self) -> str:
        """Say what to try."""
        return "Take it from version control, or move the change to the spec; 'clientwright vendor --force' overwrites it."


@dataclass(frozen=True, slots=True)
class CopyIncomplete(Problem):
    """A file of a copy that is gone."""

    code: ClassVar[str] = "copy-incomplete"

    def found(self) -> str:
        """Say what was found."""
        return "this file was vendored, and is not there any more."

    def advice(self) -> str:
        """Say what to try."""
        return "Take it from version control, or run 'clientwright vendor' again."


@dataclass(frozen=True, slots=True)
class CopyStale(Problem):
    """A file of a copy that says something else than the specs would now give."""

    diff: str = ""
    code: ClassVar[str] = "copy-stale"

    def found(self) -> str:
        """Say what was found."""
        return "this file is not what the specs give now."

    def advice(self) -> str:
        """Say what to try."""
        return "Run 'clientwright vendor' again; it remembers the endpoints."


@dataclass(frozen=True, slots=True)
class InTheWay(Problem):
    """A file of somebody's stands where one of a copy would be written."""

    code: ClassVar[str] = "copy-in-the-way"

    def found(self) -> str:
        """Say what was found."""
        return "a file that clientwright did not write stands where one of the client belongs."

    def advice(self) -> str:
        """Say what to try."""
        return "Move it away, choose another folder with --into, or overwrite it with --force."


@dataclass(frozen=True, slots=True)
class EndpointLost(Problem):
    """A copy holds an endpoint, or a pattern, that the specs have nothing for any more."""

    asked: str
    left: tuple[str, ...] = ()
    code: ClassVar[str] = "endpoint-lost"

    def found(self) -> str:
        """Say what was found."""
        return f"the copy was made with {shown(self.asked)}, and the specs have no such endpoint any more."

    def advice(self) -> str:
        """Say what to try."""
        left = f": {', '.join(self.left)}" if self.left else ""
        return f"Stop using it, then run 'clientwright vendor' with --endpoint for those that are left{left}."


_OF_COPY: Mapping[type[Problem], Callable[[Place, str], Problem]] = {
    EditedByHand: CopyEdited,
    Stale: CopyStale,
    ForeignFile: lambda place, diff: InTheWay(place),
}
"""What `generate` would say, and what is said of a copy."""


def of_copy(problem: Problem) -> Problem:
    """Tell a problem of a generated package as one of a copy."""
    known = _OF_COPY.get(type(problem))
    return known(problem.place, getattr(problem, "diff", "")) if known else problem
