"""Problems of merging a catalogue into a spec: what was kept, dropped or named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from clientwright.normalize.repair_result import ABSENT
from clientwright.problems import Problem, Severity, escape_unprintable, quote_value

_MOST = 5
"""How many pointers a message lists; `--json` lists all edits."""
_WIDTH = 40
"""How many characters of a value a message shows."""


@dataclass(frozen=True, slots=True)
class WordsKept(Problem):
    """A person's text was kept although the catalogue has a new one."""

    before: str
    after: str
    code: ClassVar[str] = "words-kept"
    severity: ClassVar[Severity] = Severity.INFO

    def found(self) -> str:
        """Return what was found."""
        return f"the catalogue now says {quote_value(self.after)}; the spec's own {quote_value(self.before)} was kept."

    def advice(self) -> str:
        """Return what to try."""
        return "Check that the text in the spec is still right."


@dataclass(frozen=True, slots=True)
class WordsDropped(Problem):
    """Texts about a field that no longer exists."""

    field: str
    locales: tuple[str, ...]
    text: str
    code: ClassVar[str] = "words-dropped"
    severity: ClassVar[Severity] = Severity.INFO

    def found(self) -> str:
        """Return what was found."""
        languages = ", ".join(self.locales)
        return (
            f"{self.field} is gone, and with it its text in {languages}: {quote_value(self.text)}."
        )

    def advice(self) -> str:
        """Return what to try."""
        return "If the field was only renamed, add the text under its new name."


@dataclass(frozen=True, slots=True)
class RuleDropped(Problem):
    """A rule whose sentence or field is gone.

    `still` is a sentence in the same description that may state it but matches no recognizer.
    """

    sentence: str
    still: str = ""
    code: ClassVar[str] = "rule-dropped"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Return what was found."""
        text = f"the schema or a description changed, and this rule went with it: {self.sentence}"
        if not self.still:
            return text
        still = f"The description may still state it, but no recognizer matches: {quote_value(self.still, 200)}"
        return f"{text} {still} (`lint` shows it as unread-rule)."

    def advice(self) -> str:
        """Return what to try."""
        return "If it still applies, add it to the spec without `origin`: then it stays."


@dataclass(frozen=True, slots=True)
class SchemaReplaced(Problem):
    """A schema from a page or a person was replaced by the catalogue's."""

    who: str
    facts: tuple[str, ...]
    changes: tuple[str, ...]
    code: ClassVar[str] = "schema-replaced"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Return what was found."""
        count = f"{len(self.facts)} place{'s'[: len(self.facts) != 1]}"
        return (
            f"the catalogue's schema replaced one that {self.who}; "
            f"{count} removed or changed (before -> now): {_list_edits(self.facts, self.changes)}."
        )

    def advice(self) -> str:
        """Return what to try."""
        return "Put back what still applies: it stays until the catalogue changes that property."


@dataclass(frozen=True, slots=True)
class EditReplaced(Problem):
    """A person's edit of a part of the schema was replaced, because the catalogue changed it too."""

    part: str
    facts: tuple[str, ...]
    changes: tuple[str, ...]
    code: ClassVar[str] = "edit-replaced"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Return what was found."""
        return (
            f"{escape_unprintable(self.part)} was edited here, and the catalogue has changed it too; "
            f"the catalogue's version replaced yours (yours -> now): {_list_edits(self.facts, self.changes)}."
        )

    def advice(self) -> str:
        """Return what to try."""
        return "Put back what still applies: it stays until the catalogue changes it again."


def describe_edit(was: object, now: object) -> str:
    """Return the old and the new value as text."""
    return f"{_short(was)} -> {_short(now)}"


def _list_edits(facts: tuple[str, ...], changes: tuple[str, ...]) -> str:
    """Return the first differences as text, each with its old and new value."""
    both = list(zip(facts, changes, strict=False))
    parts = [f"{escape_unprintable(at)}: {change}" for at, change in both[:_MOST]]
    rest = len(both) - _MOST
    return ", ".join(parts) + (f" and {rest} more" if rest > 0 else "")


def _short(value: object) -> str:
    return str(value) if value is ABSENT else quote_value(value, _WIDTH)


@dataclass(frozen=True, slots=True)
class NameChosen(Problem):
    """A property got another Python name, because its own is taken."""

    wire: str
    other: str
    name: str
    code: ClassVar[str] = "name-chosen"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Return what was found."""
        return (
            f"{quote_value(self.wire)} and {quote_value(self.other)} would be the same argument in Python; "
            f"{quote_value(self.wire)} is called {self.name}."
        )

    def advice(self) -> str:
        """Return what to try."""
        return "If you know a better name, put it under `names` in the spec before anybody uses this one; it stays."
