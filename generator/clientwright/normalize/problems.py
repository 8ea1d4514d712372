"""Problems of schemas, and of pages that contradict each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clientwright.problems import Location, Problem, Severity
from clientwright.schema.references import CIRCULAR, MISSING, NO_SCHEMA

_MAX_LISTED = 3
"""How many ids a message lists for each language."""


class UnknownType(Problem, code="unknown-type"):
    """A `type` that is neither JSON Schema's nor a known alias."""

    type: str
    nearest: str
    FOUND = "the type {type!q} is unknown."
    ADVICE = "{nearest:Did you mean {nearest!r}?|Use a type of JSON Schema: string, integer, number, boolean, array, object or null.}"


class BadShape(Problem, code="bad-shape"):
    """A keyword with a value of the wrong kind, which no repair fixes."""

    keyword: str
    expected: str
    value: Any
    FOUND = "{keyword!q} is {value!q}."
    ADVICE = "It must be {expected}; fix it in the document."


class BrokenReference(Problem, code="broken-reference"):
    """A `$ref` that cannot be resolved."""

    target: str
    reason: str
    FOUND = "the reference {target!q} cannot be resolved: {reason}."
    ADVICE = "{hint:{hint}|Write the schema out where it is used, or put it under $defs of the same file.}"

    @property
    def hint(self) -> str:
        """What to try for the reason, if there is something of its own."""
        return _HINT_BY_REASON.get(self.reason, "")


_HINT_BY_REASON = {
    CIRCULAR: "Write the schema out as deep as calls need it, and put true, which accepts anything, in place of the innermost reference.",
    MISSING: "Correct the pointer, or put the schema there.",
    NO_SCHEMA: "Point it at a schema: an object, true or false.",
}


class UnknownKeyword(Problem, code="unknown-keyword", severity=Severity.WARNING):
    """A keyword that JSON Schema does not define; it is kept."""

    keyword: str
    nearest: str
    FOUND = "the keyword {keyword!q} is unknown to JSON Schema; it is kept."
    ADVICE = "{nearest:Did you mean {nearest!r}?|Remove it if it has no meaning.}"


class OldKeyword(Problem, code="old-keyword"):
    """A keyword of an older draft that no repair rewrites; without it a constraint would be lost."""

    keyword: str
    draft: str
    instead: str
    FOUND = "{keyword!q} is a keyword of {draft}, and no longer one of JSON Schema."
    ADVICE = "Write {instead} in the document."


class UnknownFormat(Problem, code="unknown-format", severity=Severity.WARNING):
    """A `format` that is unknown, or `misplaced` on a field of another type; it is kept."""

    format: str
    nearest: str
    misplaced: bool
    FOUND = "the format {format!q} {misplaced:does not fit a field of this type|is unknown}; it is kept."
    ADVICE = "{nearest:Did you mean {nearest!r}?|{misplaced:It belongs to a string or a list of strings: fix the type, or remove the format.|Remove it if it has no meaning.}}"


class AmbiguousItems(Problem, code="ambiguous-items"):
    """`items` that may be a schema or a bare map from names to schemas."""

    names: tuple[str, ...]
    FOUND = "`items` with {names!q:, } may be a schema or a map of properties."
    ADVICE = (
        'Write {{"type": "object", "properties": {{...}}}} in the document if these are properties.'
    )


class BadValidation(Problem, code="bad-validation"):
    """An unreadable entry of the vendor's `validations`; without it a constraint would be lost."""

    entry: Any
    FOUND = "the validation {entry!q} cannot be read."
    ADVICE = 'A rule is a measure and an operator, such as "file_size_mb<"; its value is a number.'


class LimitsLeftOut(Problem, code="limits-left-out", severity=Severity.INFO):
    """Limits of a media field that `x-media` does not say."""

    keyword: str
    names: tuple[str, ...]
    FOUND = (
        "{keyword!q} says {names!q:, }, which is no limit of the medium itself, and is left out."
    )
    ADVICE = "Nothing needs to be done; the provider alone knows this limit."


class MediaUnclear(Problem, code="media-unclear", severity=Severity.WARNING):
    """A media field's description with file formats that is not read as a complete list of one kind."""

    formats: tuple[str, ...]
    FOUND = "the description names {formats:, }, but is not plainly a complete list of one kind; formats are left unchecked."
    ADVICE = "If the field takes these only, write x-media with `kind` and `formats` into the spec."


class PagesDisagree(Problem, code="pages-disagree"):
    """Two pages of one endpoint with different values at one pointer."""

    value: Any
    other: Location
    other_value: Any
    FOUND = "the value is {value!q} here, but {other_value!q} at {other}."
    ADVICE = "Save both pages again; if they still disagree, import only the newer one."


class WordsDisagree(Problem, code="words-disagree"):
    """Two pages in one language with different texts at one pointer."""

    locale: str
    value: str
    other: Location
    other_value: str
    FOUND = "the {locale} text is {value!q} here, but {other_value!q} at {other}."
    ADVICE = "Import one page per language, or say which is in another: --locale LANGUAGE=FILE."


class WordsReplaced(Problem, code="words-replaced", severity=Severity.INFO):
    """A text written by a person and replaced by a changed page."""

    locale: str
    before: str
    after: str
    FOUND = "the {locale} page changed: {before!q} became {after!q}."
    ADVICE = "Restore your text if it is still the better one."


class NoEnglishPage(Problem, code="no-english-page", severity=Severity.INFO):
    """Endpoints of which no page is in English: their `ids`, and the `locales` of the docstrings of each."""

    ids: tuple[str, ...]
    locales: tuple[str, ...]
    FOUND = "no page in English was imported, so docstrings, and the help that your editor shows, will be in another language ({ids_by_locale})."
    ADVICE = "Import the English page of each endpoint too; the other languages are kept."

    @property
    def ids_by_locale(self) -> str:
        """The first ids of each language."""
        by_locale: dict[str, list[str]] = {}
        for id, locale in zip(self.ids, self.locales, strict=True):
            by_locale.setdefault(locale, []).append(id)
        return "; ".join(f"in {locale}: {_list_ids(ids)}" for locale, ids in by_locale.items())


def _list_ids(ids: Sequence[str]) -> str:
    """Return the first ids and the number of the others."""
    more = [f"and {len(ids) - _MAX_LISTED} more"] if len(ids) > _MAX_LISTED else []
    return ", ".join((*ids[:_MAX_LISTED], *more))
