"""The errors that stop a recording or a replay.

CassetteError
├── UnusableCassette     the file is broken, not a cassette, or of a newer version
├── ReplayError          stops a call of a replay; nothing was sent
│   ├── UnrecordedCall       a call was never recorded
│   ├── CallOutOfOrder       a call was recorded after one that has not been made yet
│   ├── JobAlreadyReplayed   a job was submitted more often than it was recorded
│   └── NetworkBlocked       something tried to use the network during a replay
├── UnusedCalls          a replay ended, and recorded calls were never made
├── ScenarioDiverged     the server did something a scenario does not expect
├── ScenarioIncomplete   a scenario stopped early (recorder.py)
└── SecretNotRedacted    a secret would have been written; nothing was
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from clientwright.errors import ClientwrightError

_CLIENT_NOTE = re.compile(
    r"The submit to .* was interrupted|The request id of the job is|The job continues; its request id",
    re.DOTALL,
)
"""The notes that generated clients put on an exception that interrupts a submit or a wait."""


class CassetteError(ClientwrightError):
    """Base of the errors that stop a recording or a replay."""


class UnusableCassette(CassetteError):
    """A file cannot be used as a cassette."""

    exit_code = 2

    def __init__(self, path: str, reason: str, advice: str = "") -> None:
        """Build the message from the file, the reason and what to do."""
        self.path, self.reason = path, reason
        next_step = advice or "delete it and record again with 'clientwright record'"
        super().__init__(f"{path}: {reason}; {next_step}")


class ReplayError(CassetteError):
    """Base of the errors that a call meets during a replay, in which nothing is ever sent."""

    def add_note(self, note: str) -> None:
        """Add a note, unless a client states that a job may have been accepted or continues."""
        if not _CLIENT_NOTE.match(note):
            super().add_note(note)


class UnrecordedCall(ReplayError):
    """A call matches no recorded one."""

    def __init__(self, path: str, call: str, nearest: str, differences: Sequence[str]) -> None:
        """Build the message from the nearest recorded call and the differences."""
        self.call, self.nearest, self.differences = call, nearest, tuple(differences)
        same = "the nearest recorded one differs:"
        other = f"the nearest recorded call is {nearest}:" if nearest else "the cassette has none"
        lines = [
            f"{path}: no recorded call matches this {call}, and nothing was sent; "
            f"{same if nearest == call else other}",
            *(f"  {d}" for d in differences),
        ]
        super().__init__("\n".join(lines))


class CallOutOfOrder(ReplayError):
    """A call was recorded after another that has not been made yet."""

    def __init__(self, path: str, call: str, before: str) -> None:
        """Build the message from both calls."""
        super().__init__(f"{path}: {call} was recorded after {before}, which has not been made yet")


class JobAlreadyReplayed(ReplayError):
    """A job is submitted more often than it was recorded; live, each would be paid for."""

    def __init__(self, path: str, call: str, times: int) -> None:
        """Build the message from the call and how often it was recorded."""
        once = "once" if times == 1 else f"{times} times"
        super().__init__(
            f"{path}: {call} was recorded {once} and is now made once more; nothing was sent, "
            "because live that would be another paid job"
        )


class UnusedCalls(CassetteError):
    """Recorded calls were never made."""

    def __init__(self, path: str, calls: Sequence[str]) -> None:
        """Build the message from the list of calls."""
        self.calls = tuple(calls)
        listed = "".join(f"\n  {call}" for call in calls)
        super().__init__(
            f"{path}: the replay ended, and these recorded calls were never made "
            f"(pass allow_unused=True to permit that):{listed}"
        )


class NetworkBlocked(ReplayError):
    """Something tried to use the network during a replay."""

    def __init__(self, target: str) -> None:
        """Build the message from the blocked address."""
        super().__init__(f"{target}: blocked because a cassette is being replayed")


class ScenarioDiverged(CassetteError):
    """The server did something a scenario does not expect; nothing of it is kept."""

    def __init__(self, expected: str, actual: str) -> None:
        """Build the message from what was expected and what happened."""
        self.expected, self.actual = expected, actual
        super().__init__(f"expected {expected}, got {actual}")


class SecretNotRedacted(CassetteError):
    """A secret was left in the text, so nothing was written."""

    def __init__(self, path: str) -> None:
        """Build the message from the file; it never contains the secret."""
        super().__init__(f"{path}: not written because it would contain a token or cookie")
