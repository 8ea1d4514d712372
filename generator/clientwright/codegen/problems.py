"""Problems that prevent writing a package, or show that one is stale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from clientwright.problems import Problem


@dataclass(frozen=True, slots=True)
class EditedByHand(Problem):
    """A generated file that was edited after it was written."""

    diff: str
    code: ClassVar[str] = "edited-by-hand"

    def found(self) -> str:
        """Return what was found."""
        return "this file was edited by hand after it was generated."

    def advice(self) -> str:
        """Return what to try."""
        return "Move the edit to the spec (or save it elsewhere); 'clientwright generate --force' overwrites it."


@dataclass(frozen=True, slots=True)
class ForeignFile(Problem):
    """A file that clientwright did not write, at the path of a generated one."""

    code: ClassVar[str] = "foreign-file"

    def found(self) -> str:
        """Return what was found."""
        return "clientwright did not write this file, but needs its path for a generated one."

    def advice(self) -> str:
        """Return what to try."""
        return "Move it away, choose another folder with --out, or overwrite it with --force."


@dataclass(frozen=True, slots=True)
class StaleFile(Problem):
    """A generated file that differs from what the specs produce now.

    `becomes` is what writing would make of it: `changed`, `new` or `removed`.
    """

    diff: str
    becomes: str = "changed"
    code: ClassVar[str] = "stale"

    def found(self) -> str:
        """Return what was found."""
        return "this file differs from what the specs produce now."

    def advice(self) -> str:
        """Return what to try."""
        return "Run 'clientwright generate'."


@dataclass(frozen=True, slots=True)
class LockNewer(Problem):
    """A newer generator wrote the package."""

    generator: str
    code: ClassVar[str] = "lock-newer"

    def found(self) -> str:
        """Return what was found."""
        return f"this package was written by clientwright {self.generator}, which is newer than this one."

    def advice(self) -> str:
        """Return what to try."""
        return f"Upgrade to clientwright {self.generator} or newer."


@dataclass(frozen=True, slots=True)
class LockBroken(Problem):
    """A lock that cannot be used."""

    reason: str
    code: ClassVar[str] = "lock-broken"

    def found(self) -> str:
        """Return what was found."""
        return f"the lock cannot be used: {self.reason}."

    def advice(self) -> str:
        """Return what to try."""
        return (
            "Restore it from version control; or delete it, and write the package again with "
            "'clientwright generate --force' (a copy: 'clientwright vendor --force', with its --endpoint)."
        )


@dataclass(frozen=True, slots=True)
class LockMissing(Problem):
    """A generated package without its lock: edits cannot be detected."""

    code: ClassVar[str] = "lock-missing"

    def found(self) -> str:
        """Return what was found."""
        return "clientwright wrote this package, but its clientwright.lock is missing."

    def advice(self) -> str:
        """Return what to try."""
        return (
            "Restore the lock from version control; or write the package again with 'clientwright generate' "
            "(a copy: 'clientwright vendor --force', with the same --endpoint as before)."
        )


@dataclass(frozen=True, slots=True)
class InterruptedRun(Problem):
    """A folder left by an interrupted run."""

    code: ClassVar[str] = "interrupted"

    def found(self) -> str:
        """Return what was found."""
        return "an interrupted run left this folder."

    def advice(self) -> str:
        """Return what to try."""
        return "Run the same command again ('clientwright generate' or 'vendor'): it repairs the package."
