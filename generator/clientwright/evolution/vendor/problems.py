"""Problems of a copy of a client in another project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from clientwright.codegen.problems import EditedByHand, ForeignFile, OtherGenerator, StaleFile
from clientwright.problems import Problem, quote_value


@dataclass(frozen=True, slots=True)
class CopyEdited(Problem):
    """A file of a copy, or of a `generated` package, was edited by hand."""

    diff: str = ""
    generated: bool = False
    code: ClassVar[str] = "copy-edited"

    def found(self) -> str:
        """Return what was found."""
        done = "generated" if self.generated else "vendored"
        return f"this file was edited by hand since it was {done}."

    def advice(self) -> str:
        """Return what to try."""
        does = "generate" if self.generated else "vendor"
        return f"Take it from version control, or move the change to the spec; 'clientwright {does} --force' overwrites it."


@dataclass(frozen=True, slots=True)
class CopyIncomplete(Problem):
    """A file of a copy, or of a `generated` package, is missing."""

    generated: bool = False
    code: ClassVar[str] = "copy-incomplete"

    def found(self) -> str:
        """Return what was found."""
        done = "generated" if self.generated else "vendored"
        return f"this file was {done}, and is missing now."

    def advice(self) -> str:
        """Return what to try."""
        does = "generate" if self.generated else "vendor"
        return f"Take it from version control, or run 'clientwright {does}' again."


@dataclass(frozen=True, slots=True)
class CopyStale(Problem):
    """A file of a copy is not what the specs now render; see `StaleFile`."""

    diff: str = ""
    becomes: str = "changed"
    code: ClassVar[str] = "copy-stale"

    def found(self) -> str:
        """Return what was found."""
        return "this file is not what the specs now render."

    def advice(self) -> str:
        """Return what to try."""
        return "Run 'clientwright vendor' again; it remembers the endpoints."


@dataclass(frozen=True, slots=True)
class InTheWay(Problem):
    """A file that clientwright did not write has the path of a file of the copy."""

    code: ClassVar[str] = "copy-in-the-way"

    def found(self) -> str:
        """Return what was found."""
        return "a file that clientwright did not write has the path of a file of the client."

    def advice(self) -> str:
        """Return what to try."""
        return "Move it away, choose another folder with --into, or overwrite it with --force."


@dataclass(frozen=True, slots=True)
class EndpointLost(Problem):
    """The specs no longer have an endpoint or pattern that a copy was made with."""

    asked: str
    left: tuple[str, ...] = ()
    code: ClassVar[str] = "endpoint-lost"

    def found(self) -> str:
        """Return what was found."""
        return f"the copy was made with {quote_value(self.asked)}, and the specs have no such endpoint any more."

    def advice(self) -> str:
        """Return what to try."""
        left = f": {', '.join(self.left)}" if self.left else ""
        return f"Stop using it, then run 'clientwright vendor' with --endpoint for those that are left{left}."


def as_copy_problem(problem: Problem) -> Problem:
    """Return a problem of a generated package as the problem of a copy."""
    match problem:
        case EditedByHand(place, diff):
            return CopyEdited(place, diff)
        case StaleFile(place, diff, becomes):
            return CopyStale(place, diff, becomes)
        case ForeignFile(place):
            return InTheWay(place)
        case OtherGenerator(place, generator):
            return OtherGenerator(place, generator, is_copy=True)
        case _:
            return problem
