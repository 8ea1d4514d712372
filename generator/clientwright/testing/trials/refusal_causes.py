"""The causes of refused valid inputs, so that one fault of a target is one finding."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from clientwright.testing.targets.decision import Decision

_NUMBERS = re.compile(r"\d+")
_STATUS = re.compile(r"^HTTP \d+ ")


@dataclass(frozen=True, slots=True)
class RefusalCause:
    """Why a valid input was refused: the fields it names, else the message without numbers."""

    fields: frozenset[str]
    message: str

    @staticmethod
    def from_decision(decision: Decision) -> RefusalCause:
        """Create the cause from a decision."""
        fields = frozenset(".".join(map(_mask_index, steps)) for steps in decision.named_fields)
        words = "" if fields else _NUMBERS.sub("#", _STATUS.sub("", decision.message))
        return RefusalCause(fields, words)

    def explains(self, other: RefusalCause) -> bool:
        """Return whether another refusal has this cause, perhaps with others."""
        if self.fields:
            return self.fields <= other.fields
        return not other.fields and self.message == other.message


@dataclass(frozen=True, slots=True)
class RefusalCauses:
    """The causes that a run has found for one target, each with the id of the promise that reports it.

    `crashes` are the causes of malfunctions that a finding shows already, so that no other is shrunk.
    """

    reported: list[tuple[RefusalCause, str]] = field(default_factory=list[tuple[RefusalCause, str]])
    crashes: set[str] = field(default_factory=set[str])

    def reported_by(self, decision: Decision) -> str:
        """Return the id of the promise that already reports this refusal, or an empty string."""
        cause = RefusalCause.from_decision(decision)
        return next((id for one, id in self.reported if one.explains(cause)), "")

    def add(self, decision: Decision, id: str) -> None:
        """Add the cause of a refusal, reported by a promise."""
        self.reported.append((RefusalCause.from_decision(decision), id))


def _mask_index(step: str) -> str:
    return "#" if step.isdecimal() else step
