"""What stands in the way of writing a package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from clientwright.problems import Problem


@dataclass(frozen=True, slots=True)
class EditedByHand(Problem):
    """A generated file that a person has changed since it was written."""

    diff: str
    code: ClassVar[str] = "edited-by-hand"

    def found(self) -> str:
        """Say what was found."""
        return "this file was edited by hand since it was generated."

    def advice(self) -> str:
        """Say what to try."""
        return "Move the change to the spec (or keep it elsewhere); 'clientwright generate --force' overwrites it."


@dataclass(frozen=True, slots=True)
class ForeignFile(Problem):
    """A file that clientwright did not write stands where one would be written."""

    code: ClassVar[str] = "foreign-file"

    def found(self) -> str:
        """Say what was found."""
        return "a file that clientwright did not write stands where a generated one belongs."

    def advice(self) -> str:
        """Say what to try."""
        return "Move it away, choose another folder with --out, or overwrite it with --force."


@dataclass(frozen=True, slots=True)
class Stale(Problem):
    """A generated file that says something else than the specs would now give."""

    diff: str
    code: ClassVar[str] = "stale"

    def found(self) -> str:
        """Say what was found."""
        return "this file is not what the specs give now."

    def advice(self) -> str:
        """Say what to try."""
        return "Run 'clientwright generate'."


@dataclass(frozen=True, slots=True)
class LockNewer(Problem):
    """A newer generator wrote the package."""

    generator: str
    code: ClassVar[str] = "lock-newer"

    def found(self) -> str:
        """Say what was found."""
        return f"clientwright {self.generator}, newer than this one, wrote this package."

    def advice(self) -> str:
        """Say what to try."""
        return f"Upgrade to clientwright {self.generator} or newer."


@dataclass(frozen=True, slots=True)
class LockBroken(Problem):
    """A lock that cannot be read."""

    reason: str
    code: ClassVar[str] = "lock-broken"

    def found(self) -> str:
        """Say what was found."""
        return f"the lock cannot be read ({self.reason})."

    def advice(self) -> str:
        """Say what to try."""
        return "Take it from version control; or delete it and run 'clientwright generate --force'."
