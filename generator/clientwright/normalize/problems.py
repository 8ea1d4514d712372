"""Problems of schemas, and of pages that contradict each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from clientwright.problems import Location, Problem, Severity, quote_value

_MAX_LISTED = 3
"""How many ids a message lists for each language."""


@dataclass(frozen=True, slots=True)
class UnknownType(Problem):
    """A `type` that is neither JSON Schema's nor a known alias."""

    type: str
    nearest: str
    code: ClassVar[str] = "unknown-type"

    def found(self) -> str:
        """Return what was found."""
        return f"the type {quote_value(self.type)} is unknown."

    def advice(self) -> str:
        """Return what to try."""
        return f"Did you mean {self.nearest!r}?" if self.nearest else "Use a type of JSON Schema."


@dataclass(frozen=True, slots=True)
class BadShape(Problem):
    """A keyword with a value of the wrong kind, which no repair fixes."""

    keyword: str
    expected: str
    value: Any
    code: ClassVar[str] = "bad-shape"

    def found(self) -> str:
        """Return what was found."""
        return f"{quote_value(self.keyword)} is {quote_value(self.value)}."

    def advice(self) -> str:
        """Return what to try."""
        return f"It must be {self.expected}; fix it in the document."


@dataclass(frozen=True, slots=True)
class UnknownKeyword(Problem):
    """A keyword that JSON Schema does not define; it is kept."""

    keyword: str
    nearest: str
    code: ClassVar[str] = "unknown-keyword"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Return what was found."""
        return f"the keyword {quote_value(self.keyword)} is unknown to JSON Schema; it is kept."

    def advice(self) -> str:
        """Return what to try."""
        return (
            f"Did you mean {self.nearest!r}?" if self.nearest else "Remove it if it has no meaning."
        )


@dataclass(frozen=True, slots=True)
class UnknownFormat(Problem):
    """A `format` that is unknown, or `misplaced` on a field of another type; it is kept."""

    format: str
    nearest: str
    misplaced: bool
    code: ClassVar[str] = "unknown-format"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Return what was found."""
        why = "does not fit a field of this type" if self.misplaced else "is unknown"
        return f"the format {quote_value(self.format)} {why}; it is kept."

    def advice(self) -> str:
        """Return what to try."""
        if self.misplaced and not self.nearest:
            return (
                "It belongs to a string or a list of strings: fix the type, or remove the format."
            )
        return (
            f"Did you mean {self.nearest!r}?" if self.nearest else "Remove it if it has no meaning."
        )


@dataclass(frozen=True, slots=True)
class AmbiguousItems(Problem):
    """`items` that may be a schema or a bare map from names to schemas."""

    names: tuple[str, ...]
    code: ClassVar[str] = "ambiguous-items"

    def found(self) -> str:
        """Return what was found."""
        return f"`items` with {', '.join(map(quote_value, self.names))} may be a schema or a map of properties."

    def advice(self) -> str:
        """Return what to try."""
        return (
            'Write {"type": "object", "properties": {...}} in the document if these are properties.'
        )


@dataclass(frozen=True, slots=True)
class BadValidation(Problem):
    """An unreadable entry of the vendor's `validations`; without it a constraint would be lost."""

    entry: Any
    code: ClassVar[str] = "bad-validation"

    def found(self) -> str:
        """Return what was found."""
        return f"the validation {quote_value(self.entry)} cannot be read."

    def advice(self) -> str:
        """Return what to try."""
        return (
            'A rule is a measure and an operator, such as "file_size_mb<"; its value is a number.'
        )


@dataclass(frozen=True, slots=True)
class MediaUnclear(Problem):
    """A description that lists file formats of several media kinds for one field."""

    kinds: tuple[str, ...]
    code: ClassVar[str] = "media-unclear"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Return what was found."""
        return f"the description lists formats of {' and '.join(self.kinds)}; the field's kind is left open."

    def advice(self) -> str:
        """Return what to try."""
        return "Write x-media into the spec by hand if the field takes one kind only."


@dataclass(frozen=True, slots=True)
class PagesDisagree(Problem):
    """Two pages of one endpoint with different values at one pointer."""

    value: Any
    other: Location
    other_value: Any
    code: ClassVar[str] = "pages-disagree"

    def found(self) -> str:
        """Return what was found."""
        return f"the value is {quote_value(self.value)} here, but {quote_value(self.other_value)} at {self.other}."

    def advice(self) -> str:
        """Return what to try."""
        return "Save both pages again; if they still disagree, import only the newer one."


@dataclass(frozen=True, slots=True)
class WordsDisagree(Problem):
    """Two pages in one language with different texts at one pointer."""

    locale: str
    value: str
    other: Location
    other_value: str
    code: ClassVar[str] = "words-disagree"

    def found(self) -> str:
        """Return what was found."""
        return f"the {self.locale} text is {quote_value(self.value)} here, but {quote_value(self.other_value)} at {self.other}."

    def advice(self) -> str:
        """Return what to try."""
        return "Import one page per language."


@dataclass(frozen=True, slots=True)
class WordsReplaced(Problem):
    """A text written by a person and replaced by a changed page."""

    locale: str
    before: str
    after: str
    code: ClassVar[str] = "words-replaced"
    severity: ClassVar[Severity] = Severity.INFO

    def found(self) -> str:
        """Return what was found."""
        return f"the {self.locale} page changed: {quote_value(self.before)} became {quote_value(self.after)}."

    def advice(self) -> str:
        """Return what to try."""
        return "Restore your text if it is still the better one."


@dataclass(frozen=True, slots=True)
class NoEnglishPage(Problem):
    """Endpoints of which no page is in English: their ids, and the language of the docstrings of each."""

    ids: tuple[str, ...]
    locales: tuple[str, ...]
    code: ClassVar[str] = "no-english-page"
    severity: ClassVar[Severity] = Severity.INFO

    def found(self) -> str:
        """Return what was found."""
        by_locale: dict[str, list[str]] = {}
        for id, locale in zip(self.ids, self.locales, strict=True):
            by_locale.setdefault(locale, []).append(id)
        listed = "; ".join(f"in {locale}: {_list_ids(ids)}" for locale, ids in by_locale.items())
        return (
            "no page in English was imported, so docstrings, and the help that your editor shows, "
            f"will be in another language ({listed})."
        )

    def advice(self) -> str:
        """Return what to try."""
        return "Import the English page of each endpoint too; the other languages are kept."


def _list_ids(ids: Sequence[str]) -> str:
    """Return the first ids and the number of the others."""
    more = [f"and {len(ids) - _MAX_LISTED} more"] if len(ids) > _MAX_LISTED else []
    return ", ".join((*ids[:_MAX_LISTED], *more))
