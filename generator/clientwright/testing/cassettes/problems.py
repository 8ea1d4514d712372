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
        return record_command(self.endpoint, self.scenario, self.against, self.location.file)


class MissingCassette(Problem, code="missing-cassette"):
    """A scenario without a cassette."""

    endpoint: str
    scenario: str
    FOUND = "the scenario {scenario} of {endpoint} is not recorded."
    ADVICE = "Record it: {command}"

    @property
    def command(self) -> str:
        """The command that records it."""
        return record_command(self.endpoint, self.scenario, file=self.location.file)


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


def record_command(endpoint: str, scenario: str, against: str = "sandbox", file: str = "") -> str:
    """Return the command that records a scenario again, in the format of its file."""
    options = f"{' --live' if against == 'live' else ''}{format_option(file)}"
    return f"clientwright record{options} --endpoint {shlex.quote(endpoint)} --only {scenario}"


def format_option(file: str) -> str:
    """Return the option that makes `record` write files of this suffix, empty for our own format."""
    return "" if file.endswith(".json") or not file else " --format vcr"
