"""Problems of a baseline, the file of accepted findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from clientwright.problems import Problem, nearest_name, quote_value

_FORM = '[{"promise": id, "target": "server", "reason": text, "until": "YYYY-MM-DD"}]'


@dataclass(frozen=True, slots=True)
class NotABaseline(Problem):
    """The file, or an entry of it, does not have the form of a baseline."""

    reason: str
    code: ClassVar[str] = "not-a-baseline"

    def found(self) -> str:
        """Return what was found."""
        return f"this is not a baseline: {self.reason}."

    def advice(self) -> str:
        """Return what to try."""
        return f"A baseline is a list: {_FORM}."


@dataclass(frozen=True, slots=True)
class BaselineWithoutReason(Problem):
    """An entry accepts a finding without a reason."""

    promise: str
    code: ClassVar[str] = "baseline-without-reason"

    def found(self) -> str:
        """Return what was found."""
        return f"{quote_value(self.promise, 200)} is accepted without a reason."

    def advice(self) -> str:
        """Return what to try."""
        return "State the reason in `reason`, for the next reader."


@dataclass(frozen=True, slots=True)
class BaselineExpired(Problem):
    """The date of an entry has passed."""

    promise: str
    until: str
    code: ClassVar[str] = "baseline-expired"

    def found(self) -> str:
        """Return what was found."""
        return f"{quote_value(self.promise, 200)} was accepted until {quote_value(self.until)}, which has passed."

    def advice(self) -> str:
        """Return what to try."""
        return "Fix what breaks the promise, or review it and set a later `until`."


@dataclass(frozen=True, slots=True)
class BaselineUnneeded(Problem):
    """An entry accepts a finding that no longer exists."""

    promise: str
    target: str
    code: ClassVar[str] = "baseline-unneeded"

    def found(self) -> str:
        """Return what was found."""
        return f"{quote_value(self.promise, 200)} is now kept by the {self.target}."

    def advice(self) -> str:
        """Return what to try."""
        return "Remove the entry from the baseline."


@dataclass(frozen=True, slots=True)
class UnknownPromise(Problem):
    """An entry has a promise that the specs do not make."""

    promise: str
    target: str
    known: tuple[str, ...]
    code: ClassVar[str] = "baseline-unknown-promise"

    def found(self) -> str:
        """Return what was found."""
        return f"the specs make no promise {quote_value(self.promise, 200)} for the {self.target}."

    def advice(self) -> str:
        """Return what to try."""
        close = nearest_name(self.promise, self.known)
        return (
            f"Did you mean {quote_value(close, 200)}?"
            if close
            else "Remove the entry, or correct its id."
        )


@dataclass(frozen=True, slots=True)
class AcceptedTwice(Problem):
    """Two entries accept the same finding."""

    promise: str
    target: str
    code: ClassVar[str] = "baseline-twice"

    def found(self) -> str:
        """Return what was found."""
        return f"{quote_value(self.promise, 200)} is accepted twice for the {self.target}."

    def advice(self) -> str:
        """Return what to try."""
        return "Keep one of the two entries."
