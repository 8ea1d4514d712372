"""What can be wrong with cassettes.

Problem                found in a folder of cassettes (`clientwright record --check`)
├── StaleCassette      its spec has changed since
├── MissingCassette    a scenario of the spec has none
├── Unplayable         no payload can be made for an endpoint, so nothing of it is recorded
└── StrayCassette      no spec, or no scenario, is called so

CassetteError          stops a recording or a replay
├── UnusableCassette   the file is broken, foreign or newer
├── Unrecorded         a replay was asked for what was never recorded
├── OutOfOrder         ... for what was recorded after a call that was not made yet
├── AlreadySpent       ... a second time for a job that was recorded once
├── Unused             a replay ended and recorded calls were never made
├── NetworkBlocked     something reached for the network while a replay ran
├── Derailed           a scenario met another answer than it is about
└── SecretLeft         a token would have been written; nothing is
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from clientwright.errors import ClientwrightError
from clientwright.problems import Problem, Severity, quote_value


def record_command(endpoint: str, scenario: str, against: str = "sandbox") -> str:
    """Give the command that records a scenario again."""
    live = " --live" if against == "live" else ""
    return f"clientwright record{live} --endpoint {shlex.quote(endpoint)} --only {scenario}"


@dataclass(frozen=True, slots=True)
class StaleCassette(Problem):
    """A cassette that was recorded by another spec than there is now."""

    endpoint: str
    scenario: str
    against: str
    code: ClassVar[str] = "stale-cassette"

    def found(self) -> str:
        """Say what was found."""
        return f"the spec of {self.endpoint} has changed since {self.scenario} was recorded."

    def advice(self) -> str:
        """Say what to try."""
        return f"Record it again: {record_command(self.endpoint, self.scenario, self.against)}"


@dataclass(frozen=True, slots=True)
class MissingCassette(Problem):
    """A scenario without a cassette."""

    endpoint: str
    scenario: str
    code: ClassVar[str] = "missing-cassette"

    def found(self) -> str:
        """Say what was found."""
        return f"the scenario {self.scenario} of {self.endpoint} is not recorded."

    def advice(self) -> str:
        """Say what to try."""
        return f"Record it: {record_command(self.endpoint, self.scenario)}"


@dataclass(frozen=True, slots=True)
class UnplayableEndpoint(Problem):
    """An endpoint for which no payload can be made, so that nothing of it can be recorded."""

    endpoint: str
    reason: str
    code: ClassVar[str] = "unplayable-endpoint"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Say what was found."""
        return f"nothing of {self.endpoint} can be recorded: {self.reason}."

    def advice(self) -> str:
        """Say what to try."""
        return "Simplify the schema here until payloads can be generated, or leave the endpoint unrecorded."


@dataclass(frozen=True, slots=True)
class StrayCassette(Problem):
    """A cassette of something that no spec knows."""

    reason: str
    code: ClassVar[str] = "stray-cassette"

    def found(self) -> str:
        """Say what was found."""
        return f"this cassette belongs to no scenario: {self.reason}."

    def advice(self) -> str:
        """Say what to try."""
        return "Delete it, or restore the spec or file name it was recorded under."


@dataclass(frozen=True, slots=True)
class BrokenCassette(Problem):
    """A file among the cassettes that cannot be read as one."""

    reason: str
    code: ClassVar[str] = "broken-cassette"

    def found(self) -> str:
        """Say what was found."""
        return f"this is not a readable cassette: {quote_value(self.reason, 300)}."

    def advice(self) -> str:
        """Say what to try."""
        return "Delete the file and run 'clientwright record' again."


class CassetteError(ClientwrightError):
    """The root of what stops a recording or a replay."""


class UnusableCassette(CassetteError):
    """The file cannot be used as a cassette."""

    exit_code = 2

    def __init__(self, path: str, reason: str, advice: str = "") -> None:
        """Say which file, why, and what to do."""
        self.path, self.reason = path, reason
        next_step = advice or "delete it and record again with 'clientwright record'"
        super().__init__(f"{path}: {reason}; {next_step}")


class UnrecordedCall(CassetteError):
    """No recorded call is like the one that was made."""

    def __init__(self, path: str, call: str, nearest: str, differences: Sequence[str]) -> None:
        """Name the nearest recorded call and what differs."""
        self.call, self.nearest, self.differences = call, nearest, tuple(differences)
        nearest_text = (
            f"the nearest is {nearest}" if nearest else "the cassette has nothing like it"
        )
        lines = [
            f"{path}: {call} was never recorded, and nothing was sent; {nearest_text}",
            *(f"  {d}" for d in differences),
        ]
        super().__init__("\n".join(lines))


class CallOutOfOrder(CassetteError):
    """The recorded call comes after another that was not made yet."""

    def __init__(self, path: str, call: str, before: str) -> None:
        """Name both."""
        super().__init__(f"{path}: {call} was recorded after {before}, which has not been made yet")


class JobAlreadyReplayed(CassetteError):
    """A recorded job is asked for once more: live, it would be paid for once more."""

    def __init__(self, path: str, call: str, times: int) -> None:
        """Say how often it was recorded."""
        once = "once" if times == 1 else f"{times} times"
        super().__init__(
            f"{path}: {call} was recorded {once} and is now made once more; nothing was sent, "
            "because live that would be another paid job"
        )


class UnusedCalls(CassetteError):
    """Recorded calls were never made."""

    def __init__(self, path: str, calls: Sequence[str]) -> None:
        """List them."""
        self.calls = tuple(calls)
        listed = "".join(f"\n  {call}" for call in calls)
        super().__init__(
            f"{path}: the replay ended, and these recorded calls were never made "
            f"(pass allow_unused=True to permit that):{listed}"
        )


class NetworkBlocked(CassetteError):
    """Something reached for the network while a cassette was replayed."""

    def __init__(self, target: str) -> None:
        """Say where it wanted to go."""
        super().__init__(f"{target}: blocked because a cassette is being replayed")


class ScenarioDiverged(CassetteError):
    """A scenario met another answer than it is about; nothing of it is kept."""

    def __init__(self, expected: str, actual: str) -> None:
        """Say both."""
        self.expected, self.actual = expected, actual
        super().__init__(f"expected {expected}, got {actual}")


class SecretNotRedacted(CassetteError):
    """A secret was still in the text that would have been written; nothing was."""

    def __init__(self, path: str) -> None:
        """Name the file, never the secret."""
        super().__init__(f"{path}: not written because it would contain a token or cookie")
