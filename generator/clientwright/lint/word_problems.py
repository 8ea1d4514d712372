"""Problems in the localized text of specs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from clientwright.problems import Problem, Severity, quote_value


@dataclass(frozen=True, slots=True)
class WordsForNothing(Problem):
    """Text for a field that the input schema does not have."""

    locale: str
    pointer: str
    code: ClassVar[str] = "words-for-nothing"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Return what was found."""
        return f"words has text ({self.locale}) for {quote_value(self.pointer)}, which the input does not have."

    def advice(self) -> str:
        """Return what to try."""
        return "Move it to the field that it describes, or remove it."


@dataclass(frozen=True, slots=True)
class NoEnglish(Problem):
    """An endpoint without English text, whose docstrings will be in another language."""

    locales: tuple[str, ...]
    code: ClassVar[str] = "no-english"
    severity: ClassVar[Severity] = Severity.INFO

    def found(self) -> str:
        """Return what was found."""
        return f"there is no English text, only {', '.join(self.locales)}."

    def advice(self) -> str:
        """Return what to try."""
        return 'Import the English page too, or add text under "en" in words; importing again keeps it.'
