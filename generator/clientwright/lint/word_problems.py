"""What the judge finds in the words of specs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from clientwright.problems import Problem, Severity, quote_value


@dataclass(frozen=True, slots=True)
class WordsForNothing(Problem):
    """Words for a place that the input schema does not have."""

    locale: str
    pointer: str
    code: ClassVar[str] = "words-for-nothing"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Say what was found."""
        return f"there are words ({self.locale}) for {quote_value(self.pointer)}, which the input does not have."

    def advice(self) -> str:
        """Say what to try."""
        return "Move them to the field they belong to, or take them out."


@dataclass(frozen=True, slots=True)
class NoEnglish(Problem):
    """An endpoint without English words; its docstrings will be in another language."""

    locales: tuple[str, ...]
    code: ClassVar[str] = "no-english"
    severity: ClassVar[Severity] = Severity.INFO

    def found(self) -> str:
        """Say what was found."""
        return f"there are no English words, only {', '.join(self.locales)}."

    def advice(self) -> str:
        """Say what to try."""
        return 'Add words under "en"; importing again keeps them.'
