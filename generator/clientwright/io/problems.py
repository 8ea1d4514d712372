"""Problems of text that is not strict JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from clientwright.problems import Problem, quote_value


@dataclass(frozen=True, slots=True)
class NotJson(Problem):
    """A text that is not JSON: a cut-off document, a stray comma, `NaN`."""

    reason: str
    code: ClassVar[str] = "not-json"

    def found(self) -> str:
        """Return what was found."""
        return f"this is not JSON: {self.reason}."

    def advice(self) -> str:
        """Return what to try."""
        return "Fix the text at this line, or save the document again from its source."


@dataclass(frozen=True, slots=True)
class DuplicateKey(Problem):
    """A key that occurs twice in one object; JSON readers disagree about which one counts."""

    key: str
    code: ClassVar[str] = "duplicate-key"

    def found(self) -> str:
        """Return what was found."""
        return f"the key {quote_value(self.key)} occurs twice in one object."

    def advice(self) -> str:
        """Return what to try."""
        return "Remove one of the two."


@dataclass(frozen=True, slots=True)
class NestingTooDeep(Problem):
    """A document nested deeper than any schema needs."""

    limit: int
    code: ClassVar[str] = "nesting-too-deep"

    def found(self) -> str:
        """Return what was found."""
        return f"objects and arrays nest deeper than {self.limit} levels."

    def advice(self) -> str:
        """Return what to try."""
        return "No documented endpoint needs this; check where the document comes from."
