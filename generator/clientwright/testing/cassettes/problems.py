"""Problems of a folder of cassettes (`clientwright record --check`)."""

from __future__ import annotations

import shlex

from clientwright.problems import Problem, Severity


class StaleCassette(Problem, code="stale-cassette"):
    """A cassette whose spec has changed since it was recorded `against` the sandbox or live."""

    endpoint: str
    scenario: str
    against: str
    FOUND = "the spec of {endpoint} has changed since {scenario} was recorded."
    ADVICE = "Record it again: {command}"

    @property
    def command(self) -> str:
        """The command that records it again."""
        return record_command(self.endpoint, self.scenario, self.against)


class MissingCassette(Problem, code="missing-cassette"):
    """A scenario without a cassette."""

    endpoint: str
    scenario: str
    FOUND = "the scenario {scenario} of {endpoint} is not recorded."
    ADVICE = "Record it: {command}"

    @property
    def command(self) -> str:
        """The command that records it."""
        return record_command(self.endpoint, self.scenario)


class UnplayableEndpoint(Problem, code="unplayable-endpoint", severity=Severity.WARNING):
    """An endpoint without a payload, so nothing of it can be recorded."""

    endpoint: str
    reason: str
    FOUND = "nothing of {endpoint} can be recorded: {reason}."
    ADVICE = "Simplify the schema here until payloads can be generated, or leave the endpoint unrecorded."


class StrayCassette(Problem, code="stray-cassette"):
    """A cassette that belongs to no spec or scenario."""

    reason: str
    FOUND = "this cassette belongs to no scenario: {reason}."
    ADVICE = "Delete it, or restore the spec or file name it was recorded under."


class BrokenCassette(Problem, code="broken-cassette"):
    """A file in the folder that cannot be read as a cassette."""

    reason: str
    FOUND = "this is not a readable cassette: {reason!q:300}."
    ADVICE = "Delete the file and run 'clientwright record' again."


def record_command(endpoint: str, scenario: str, against: str = "sandbox") -> str:
    """Return the command that records a scenario again."""
    live = " --live" if against == "live" else ""
    return f"clientwright record{live} --endpoint {shlex.quote(endpoint)} --only {scenario}"
