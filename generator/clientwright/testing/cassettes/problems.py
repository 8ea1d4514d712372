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


class UnreadableRecording(Problem, code="unreadable-recording"):
    """A file that holds a recording of vcrpy, or may hold one, and cannot be read at all."""

    reason: str
    FOUND = "this recording cannot be read: {reason!e}."
    ADVICE = "Record it again, or take the file out of the folder."


class UnreadableCall(Problem, code="unreadable-call"):
    """A recorded call of which a part that is needed is missing, or of a wrong type."""

    reason: str
    FOUND = "this recorded call cannot be read: {reason!e}."
    ADVICE = (
        "Record it again, or delete the call from the file; the other calls of the file are read."
    )


class UnknownYamlTag(Problem, code="unknown-yaml-tag"):
    """A value under a YAML tag that is never executed, in a part of a recorded call that is needed."""

    tag: str
    FOUND = "the YAML tag {tag!q:200} stands here, and nothing of it was run."
    ADVICE = "Replace the value by plain text, or record the call again with the newest vcrpy."


class NotARecording(Problem, code="not-a-recording", severity=Severity.WARNING):
    """A file that is no recording, or that nothing can be said of."""

    reason: str
    FOUND = "this is not a recording of vcrpy or clientwright: {reason!e}."
    ADVICE = "If it should be one, record it again; otherwise leave it."


class NoCallOfService(Problem, code="no-call-of-service", severity=Severity.WARNING):
    """A recording whose calls all go to others than the service."""

    hosts: tuple[str, ...]
    base_url: str
    FOUND = "all calls of this recording go to others: {hosts:, 3}."
    ADVICE = "Calls are checked if they go to {base_url}, or submit to an endpoint of the specs."


class NothingToCheck(Problem, code="nothing-to-check", severity=Severity.WARNING):
    """A recording whose calls to the service show nothing of any promise."""

    count: int
    FOUND = (
        "no promise is checked by its calls to the service ({count}): its submits were neither accepted,"
        " with a request id, nor refused because of their input, or their bodies may be those of a"
        " filter; and the other answers are errors, no JSON objects, or changed by a filter."
    )
    ADVICE = "Record a job that is accepted, or turn the recorder's filters off."
