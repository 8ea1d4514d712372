"""What is found where a catalogue and a spec are merged: what was kept, what went, what was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from clientwright.normalize.repair_result import ABSENT
from clientwright.problems import Problem, Severity, escape_unprintable, quote_value

_MOST = 5
"""How many places of a schema are named; the edits of --json have all."""
_WIDTH = 40
"""How many characters of a value are shown."""


@dataclass(frozen=True, slots=True)
class WordsKept(Problem):
    """Words of a person's beside which the catalogue now says something else."""

    before: str
    after: str
    code: ClassVar[str] = "words-kept"
    severity: ClassVar[Severity] = Severity.INFO

    def found(self) -> str:
        """Say what was found."""
        return f"the catalogue now says {quote_value(self.after)}; the spec's own {quote_value(self.before)} was kept."

    def advice(self) -> str:
        """Say what to try."""
        return "Check that the words in the spec are still right."


@dataclass(frozen=True, slots=True)
class WordsDropped(Problem):
    """Words about a field that is no more."""

    field: str
    locales: tuple[str, ...]
    text: str
    code: ClassVar[str] = "words-dropped"
    severity: ClassVar[Severity] = Severity.INFO

    def found(self) -> str:
        """Say what was found."""
        spoken = ", ".join(self.locales)
        return f"{self.field} is gone, and with it the words in {spoken}: {quote_value(self.text)}."

    def advice(self) -> str:
        """Say what to try."""
        return "If it was only renamed, write them under its new name."


@dataclass(frozen=True, slots=True)
class RuleDropped(Problem):
    """A rule that was read in words which no longer say it, or about a field that is gone.

    `still` is a sentence in the same place that may say it in words that nothing reads.
    """

    sentence: str
    still: str = ""
    code: ClassVar[str] = "rule-dropped"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Say what was found."""
        said = f"the schema or the words changed, and this rule went with them: {self.sentence}"
        if not self.still:
            return said
        still = f"The words may still say it, but no rule is read in them: {quote_value(self.still, 200)}"
        return f"{said} {still} (`lint` shows it as unread-rule)."

    def advice(self) -> str:
        """Say what to try."""
        return "If it still holds, write it into the spec without `origin`: then it stays."


@dataclass(frozen=True, slots=True)
class SchemaReplaced(Problem):
    """A schema of a page's or a person's, in whose place the catalogue's stands now."""

    who: str
    facts: tuple[str, ...]
    changes: tuple[str, ...]
    code: ClassVar[str] = "schema-replaced"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Say what was found."""
        count = f"{len(self.facts)} place{'s'[: len(self.facts) != 1]}"
        return (
            f"the catalogue's schema took the place of one that {self.who}; "
            f"{count} of it went or changed (before -> now): {_list_edits(self.facts, self.changes)}."
        )

    def advice(self) -> str:
        """Say what to try."""
        return "Put back what still holds: it stays until the catalogue says something new of that property."


@dataclass(frozen=True, slots=True)
class EditReplaced(Problem):
    """A person's edit of a part of the schema that the catalogue changed, too."""

    part: str
    facts: tuple[str, ...]
    changes: tuple[str, ...]
    code: ClassVar[str] = "edit-replaced"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Say what was found."""
        return (
            f"{escape_unprintable(self.part)} was edited here, and the catalogue now says something new of it; "
            f"the catalogue's took its place (yours -> now): {_list_edits(self.facts, self.changes)}."
        )

    def advice(self) -> str:
        """Say what to try."""
        return "Put back what still holds: it stays until the catalogue says something new of it again."


def describe_edit(was: object, now: object) -> str:
    """Say what stood in a place and what stands there now."""
    return f"{_short(was)} -> {_short(now)}"


def _list_edits(facts: tuple[str, ...], changes: tuple[str, ...]) -> str:
    """Give the first places of a difference, with what stood there and what stands there now."""
    both = list(zip(facts, changes, strict=False))
    said = [f"{escape_unprintable(at)}: {change}" for at, change in both[:_MOST]]
    rest = len(both) - _MOST
    return ", ".join(said) + (f" and {rest} more" if rest > 0 else "")


def _short(value: object) -> str:
    return str(value) if value is ABSENT else quote_value(value, _WIDTH)


@dataclass(frozen=True, slots=True)
class NameChosen(Problem):
    """A property for which a name in Python was chosen, as its own is another's."""

    wire: str
    other: str
    name: str
    code: ClassVar[str] = "name-chosen"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Say what was found."""
        return (
            f"{quote_value(self.wire)} and {quote_value(self.other)} would be the same argument in Python; "
            f"{quote_value(self.wire)} is called {self.name}."
        )

    def advice(self) -> str:
        """Say what to try."""
        return "If you know a better name, put it under `names` in the spec before anybody calls it; it stays."
