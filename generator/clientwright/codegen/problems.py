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
class StaleFile(Problem):
    """A generated file that says something else than the specs would now give.

    `becomes` tells what writing would do to it: `changed`, `new` or `removed`.
    """

    diff: str
    becomes: str = "changed"
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
        return f"the lock cannot be used: {self.reason}."

    def advice(self) -> str:
        """Say what to try."""
        return (
            "Take it from version control; or delete it, and write the package again with "
            "'clientwright generate --force' (a copy: 'clientwright vendor --force', with its --endpoint)."
        )


@dataclass(frozen=True, slots=True)
class LockMissing(Problem):
    """A generated package without its lock: nothing can be told about its files."""

    code: ClassVar[str] = "lock-missing"

    def found(self) -> str:
        """Say what was found."""
        return "this package was written by clientwright, and its clientwright.lock is gone."

    def advice(self) -> str:
        """Say what to try."""
        return (
            "Take the lock from version control; or write the package again with 'clientwright generate' "
            "(a copy: 'clientwright vendor --force', with the --endpoint of before)."
        )


@dataclass(frozen=True, slots=True)
class InterruptedRun(Problem):
    """What a run left that was ended before it was done."""

    code: ClassVar[str] = "interrupted"

    def found(self) -> str:
        """Say what was found."""
        return "a run that was interrupted left this folder."

    def advice(self) -> str:
        """Say what to try."""
        return "Run the same command again ('clientwright generate' or 'vendor'): it puts things right."
