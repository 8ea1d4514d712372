"""What an update leaves to a person.

Problem                  reported beside the verdict
├── Uncompared           changes that were not compared
└── UnrecordedEndpoints  endpoints without cassettes, where others have some
"""

from __future__ import annotations

from clientwright.problems import Problem, Severity


class Uncompared(Problem, code="uncompared", severity=Severity.WARNING):
    """Changes that the verdict does not cover."""

    names: tuple[str, ...]
    reason: str
    FOUND = "{names:, 5}: {reason}, so the verdict does not cover it."
    ADVICE = "Compare it with the state before: 'clientwright diff OLD specs', where OLD is a folder, or a git revision such as HEAD:specs."


class UnrecordedEndpoints(Problem, code="unrecorded", severity=Severity.WARNING):
    """Endpoints without cassettes."""

    endpoints: tuple[str, ...]
    FOUND = "no cassettes of {endpoints:, 5}; other endpoints have some."
    ADVICE = "Record them with 'clientwright record --endpoint ID'."
